// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** What a manuscript itself says about sound: the marks of EPUB, SSML and Markdown. */
final class SpeechMarks {
  /** How a reader of another format marks words on the page that it makes. */
  static final String SPOKEN = "data-testudo-spoken";

  /** The voice that SSML names, on the page that is made of it. */
  static final String VOICE = "data-testudo-voice";

  /** The two ends of what is read in another voice, in text and in Markdown. */
  static final Pattern VOICE_MARK =
      Pattern.compile("\\[voice:(?<name>[^\\]\\n]{0,80})\\]|\\[/voice\\]");

  /** A pause in Markdown. */
  static final Pattern PAUSE = Pattern.compile("\\[pause (\\d{1,6}(?:\\.\\d{1,3})?) ?(ms|s)\\]");

  /** From here on a pause is that of a new scene; below, that of a new paragraph. */
  private static final double SCENE_MILLISECONDS = 1_000;

  private SpeechMarks() {}

  /** {@return what is spoken for an element, by itself or by EPUB's {@code ssml:ph}} */
  static Optional<String> spoken(Element element) {
    if (!element.attr(SPOKEN).isBlank()) {
      return Optional.of(element.attr(SPOKEN).strip());
    }
    String alphabet = attribute(element, "ssml:alphabet");
    boolean ipa = alphabet.isEmpty() || alphabet.equalsIgnoreCase("ipa");
    String sounds = attribute(element, "ssml:ph");
    return sounds.isBlank() || !ipa ? Optional.empty() : Phonemes.respell(sounds);
  }

  private static String attribute(Element element, String name) {
    if (!name.equals("ssml:alphabet") || element.hasAttr(name)) {
      return element.attr(name);
    }
    Element parent = element.closest("[" + name.replace(":", "\\:") + "]");
    return parent == null ? "" : parent.attr(name);
  }

  /** {@return a respelling, from sounds of the International Phonetic Alphabet or from letters} */
  static Optional<String> respelling(String marked) {
    boolean letters = marked.matches("[A-Za-z' -]+");
    return letters ? Optional.of(marked.strip()) : Phonemes.respell(marked);
  }

  /** {@return whether a pause is that of a new scene} */
  static boolean isScenePause(String number, String unit) {
    return Double.parseDouble(number) * (unit.equals("s") ? 1_000 : 1) >= SCENE_MILLISECONDS;
  }

  static Matcher pause(String text) {
    return PAUSE.matcher(text);
  }
}
