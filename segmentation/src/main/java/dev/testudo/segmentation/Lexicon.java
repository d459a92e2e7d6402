// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Respellings of words that a model would say wrongly: whole words only, the longest entry wins,
 * capitals must agree unless an entry is all small letters.
 */
public final class Lexicon {
  public static final Lexicon EMPTY = new Lexicon(Map.of());

  /** Longer words are found by their beginning, so that a text without blanks costs no more. */
  private static final int MAX_KEY = 40;

  private final Map<String, String> respellings;
  private final Map<String, List<Entry>> entries;

  private record Entry(String form, Pattern pattern, String spoken) {}

  /** What the lexicon found at a place. */
  record Match(int end, String spoken) {}

  /** Makes a lexicon of words or phrases and what is to be said for them. */
  public Lexicon(Map<String, String> respellings) {
    this.respellings = Map.copyOf(respellings);
    this.entries =
        respellings.entrySet().stream()
            .map(entry -> entry(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingInt((Entry entry) -> entry.form().length()).reversed())
            .collect(Collectors.groupingBy(entry -> firstWord(entry.form(), 0)));
  }

  /**
   * Reads lines {@code word<tab>respelling}, or {@code word = respelling}, where {@code #} begins a
   * comment; or a W3C pronunciation lexicon (PLS).
   *
   * @throws IllegalArgumentException naming the lines that are not of this form
   */
  public static Lexicon parse(String text) {
    return parse(text, new ArrayList<>());
  }

  /**
   * Reads a lexicon.
   *
   * @param warnings gets a sentence about sounds that cannot be respelled; the other entries hold
   * @throws IllegalArgumentException naming the lines that are not of this form
   */
  public static Lexicon parse(String text, List<String> warnings) {
    requireNonNull(text, "text is null");
    if (text.stripLeading().startsWith("<")) {
      return PronunciationLexicon.parse(text, warnings);
    }
    List<String> wrong = new ArrayList<>();
    Map<String, String> respellings =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> line.split("\\s*[\\t=]\\s*", 2))
            .filter(
                columns -> {
                  boolean right =
                      columns.length == 2 && !columns[0].isBlank() && !columns[1].isBlank();
                  if (!right) {
                    wrong.add(columns[0]);
                  }
                  return right;
                })
            .collect(Collectors.toMap(c -> c[0], c -> c[1], (first, second) -> second));
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read the lexicon: each line needs a word, a tab and its respelling (%s)"
              .formatted(String.join("; ", wrong)));
    }
    return new Lexicon(respellings);
  }

  /** {@return the entries of both; where both have a word, those of the other lexicon} */
  public Lexicon and(Lexicon other) {
    Map<String, String> all = new HashMap<>(respellings);
    all.putAll(other.respellings);
    return new Lexicon(all);
  }

  /** {@return the entries as lines that {@link #parse} reads, in alphabetical order} */
  public String lines() {
    return respellings.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "\t" + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static Entry entry(String form, String spoken) {
    String pattern =
        Pattern.quote(form).replace(" ", "\\E\\s+\\Q").replace("'", "\\E['’]\\Q")
            + "(?![\\p{L}\\p{N}])";
    boolean cased = form.chars().anyMatch(Character::isUpperCase);
    int flags = cased ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    return new Entry(form, Pattern.compile(pattern, flags), spoken);
  }

  /** {@return the longest entry that stands at a word's beginning} */
  Optional<Match> match(CharSequence text, int start) {
    for (Entry entry : entries.getOrDefault(firstWord(text, start), List.of())) {
      Matcher matcher = entry.pattern().matcher(text).region(start, text.length());
      if (matcher.useTransparentBounds(true).lookingAt()) {
        return Optional.of(new Match(matcher.end(), entry.spoken()));
      }
    }
    return Optional.empty();
  }

  // Entries are found by their first letters or digits, so that a large lexicon costs no more.
  private static String firstWord(CharSequence text, int start) {
    int end = start;
    while (end < text.length()
        && end - start < MAX_KEY
        && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.subSequence(start, end).toString().toLowerCase(Locale.ROOT);
  }
}
