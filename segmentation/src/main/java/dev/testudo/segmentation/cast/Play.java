// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a play or a film script names who speaks next.
 *
 * @param layout where the names stand; empty if the text is no play
 * @param names the characters
 * @param script whether it is a film script, where a speech is one paragraph and action follows
 */
record Play(Optional<Layout> layout, Set<String> names, boolean script) {
  private static final int MIN_SPEECHES = 3;
  private static final int MIN_SCENES = 2;
  private static final Pattern SCENE = Pattern.compile("^(?:INT|EXT|I/E)\\b.*");
  private static final Pattern NO_NAME =
      Pattern.compile(
          "^(?:INT|EXT|ACT|SCENE|FADE|CUT|DISSOLVE|CURTAIN|END|THE END|PROLOGUE|EPILOGUE)\\b.*");

  /** Where the name of a speaker stands. */
  enum Layout {
    /** "ANNA. Is it late?", "Anna: Is it late?" */
    BEFORE_SPEECH(
        "^(\\p{Lu}[\\p{Lu}.’' -]{1,30}?|\\p{Lu}[\\p{L}.’' -]{1,25}?(?=:))[.:]\\s+(?=\\S)", 2, 1),
    /** "ANNA." or "ANNA (whispering)" as a paragraph of its own. */
    ALONE("^(\\p{Lu}[\\p{Lu}\\d.’' -]{1,30}?)(?:\\s*[(\\[][^()\\[\\]]*[)\\]])?[.:]?$", 3, 2),
    /** "Anna. Is it late?", which a sentence of one word may look like. */
    SMALL_LETTERS("^(\\p{Lu}\\p{L}+(?: \\p{Lu}\\p{L}+){0,2})\\.\\s+(?=\\S)", 2, MIN_SPEECHES);

    private final Pattern name;
    private final int paragraphsOfSpeech;
    private final int minSpeeches;

    /**
     * @param paragraphsOfSpeech one of so many must have a name
     * @param minSpeeches of a name
     */
    Layout(String name, int paragraphsOfSpeech, int minSpeeches) {
      this.name = Pattern.compile(name);
      this.paragraphsOfSpeech = paragraphsOfSpeech;
      this.minSpeeches = minSpeeches;
    }

    private Optional<Cue> cue(String text) {
      Matcher matcher = name.matcher(text);
      return matcher.find() && !NO_NAME.matcher(text).matches()
          ? Optional.of(new Cue(matcher.group(1), matcher.end()))
          : Optional.empty();
    }
  }

  /**
   * A name before a speech.
   *
   * @param end where the speech begins
   */
  record Cue(String name, int end) {}

  /** {@return whether this begins a scene of a film script} */
  static boolean isScene(String text) {
    return SCENE.matcher(text).matches();
  }

  /**
   * {@return the play that a text is}; it is none unless most of it is speeches
   *
   * @param scenes how many scenes of a film script it has
   */
  static Play of(List<String> paragraphs, long scenes) {
    List<String> texts = paragraphs.stream().filter(text -> !text.isEmpty()).toList();
    boolean script = scenes >= MIN_SCENES;
    for (Layout layout : Layout.values()) {
      Map<String, Integer> counts = new HashMap<>();
      texts.forEach(
          text -> layout.cue(text).ifPresent(cue -> counts.merge(cue.name(), 1, Integer::sum)));
      List<Integer> often = counts.values().stream().filter(n -> n >= MIN_SPEECHES).toList();
      int speeches = often.stream().mapToInt(Integer::intValue).sum();
      // Action between the speeches of a script is many paragraphs.
      int all = script ? texts.size() / 2 : texts.size();
      if (often.size() >= 2 && speeches * layout.paragraphsOfSpeech >= all) {
        Set<String> names =
            counts.entrySet().stream()
                .filter(count -> count.getValue() >= layout.minSpeeches)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new Play(Optional.of(layout), names, script);
      }
    }
    return new Play(Optional.empty(), Set.of(), false);
  }

  /** {@return the name that a paragraph is or begins with} */
  Optional<Cue> cue(String text) {
    return layout.flatMap(where -> where.cue(text)).filter(cue -> names.contains(cue.name()));
  }

  /** {@return whether a name is a paragraph of its own} */
  boolean isNameAlone() {
    return layout.equals(Optional.of(Layout.ALONE));
  }
}
