// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A spoken text as the listener knows it: words of the letters a to z with apostrophes inside, and
 * gaps between words. Whatever is no letter separates words.
 */
final class Letters {
  static final int BLANK = 0;
  static final int GAP = 1;
  static final int APOSTROPHE = 2;
  static final int FIRST_LETTER = 3;

  /** Number of classes. */
  static final int CLASSES = FIRST_LETTER + 26;

  /**
   * A word.
   *
   * @param start first UTF-16 offset in the text
   * @param end offset after the last one
   * @param first index of its first class among all
   * @param last index after its last one
   */
  record Word(int start, int end, int first, int last) {
    int letters() {
      return last - first;
    }
  }

  private final String text;
  private final int[] classes;
  private final List<Word> words;

  private Letters(String text, int[] classes, List<Word> words) {
    this.text = text;
    this.classes = classes;
    this.words = List.copyOf(words);
  }

  static Letters of(String text) {
    List<Integer> classes = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = at;
      List<Integer> word = new ArrayList<>();
      while (end < text.length()) {
        int width = Character.charCount(text.codePointAt(end));
        List<Integer> some = classesOf(text, end);
        if (some.isEmpty() && !(end > at && isSilent(text.codePointAt(end)))) {
          break;
        }
        word.addAll(some);
        end += width;
      }
      if (end > at && word.stream().anyMatch(c -> c >= FIRST_LETTER)) {
        if (!words.isEmpty()) {
          classes.add(GAP);
        }
        words.add(new Word(at, end, classes.size(), classes.size() + word.size()));
        classes.addAll(word);
      }
      at = Math.max(end, at + Character.charCount(text.codePointAt(at)));
    }
    return new Letters(text, classes.stream().mapToInt(Integer::intValue).toArray(), words);
  }

  /** {@return the classes of the character at an offset; none for one that separates words} */
  private static List<Integer> classesOf(String text, int at) {
    int character = text.codePointAt(at);
    if (character == '\'' || character == '\u2019') {
      return isLetter(text, at - 1) && isLetter(text, at + 1) ? List.of(APOSTROPHE) : List.of();
    }
    List<Integer> classes = new ArrayList<>();
    for (char letter : plain(Character.toString(character)).toCharArray()) {
      if (letter >= 'a' && letter <= 'z') {
        classes.add(FIRST_LETTER + letter - 'a');
      }
    }
    return classes;
  }

  /** An accent that stands alone, a soft hyphen, a joiner: part of the word that it stands in. */
  private static boolean isSilent(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT ->
          true;
      default -> false;
    };
  }

  private static boolean isLetter(String text, int at) {
    return at >= 0 && at < text.length() && Character.isLetter(text.charAt(at));
  }

  /** {@return a character without accents, in lower case; what cannot be decomposed, as written} */
  private static String plain(String character) {
    return switch (character) {
      case "\u00e6", "\u00c6" -> "ae";
      case "\u0153", "\u0152" -> "oe";
      case "\u00f8", "\u00d8" -> "o";
      case "\u00df", "\u1e9e" -> "ss";
      case "\u0142", "\u0141" -> "l";
      case "\u00f0", "\u00d0" -> "d";
      case "\u00fe", "\u00de" -> "th";
      default -> Normalizer.normalize(character, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    };
  }

  /** {@return the classes themselves, not a copy} */
  int[] classes() {
    return classes;
  }

  List<Word> words() {
    return words;
  }

  /** {@return a range of words as the text has them} */
  String quote(int firstWord, int lastWord) {
    return text.substring(words.get(firstWord).start(), words.get(lastWord).end());
  }

  /** {@return the letters of a range of words without what separates them} */
  String joined(int firstWord, int lastWord) {
    StringBuilder letters = new StringBuilder();
    for (int word = firstWord; word <= lastWord; word++) {
      for (int i = words.get(word).first(); i < words.get(word).last(); i++) {
        letters.append(character(classes[i]));
      }
    }
    return letters.toString();
  }

  static char character(int of) {
    return of == GAP ? ' ' : of == APOSTROPHE ? '\'' : (char) ('a' + of - FIRST_LETTER);
  }
}
