// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.text.Normalizer;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Brings spoken text to the letters that tokenizers of this family know: lower case, no accents,
 * plain quotes and dashes, single spaces. It loses nothing that is spoken.
 */
final class TextFolding {
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern SINGLE_QUOTES =
      Pattern.compile("[\u2018\u2019\u201a\u201b\u2032`\u00b4]");
  private static final Pattern DOUBLE_QUOTES =
      Pattern.compile("[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]");
  private static final Pattern DASHES = Pattern.compile("[\u2010-\u2015\u2212]");

  private TextFolding() {}

  /**
   * @param known whether the vocabulary has a character; double quotes are dropped where it lacks
   *     them, since they are not spoken
   */
  static String fold(String text, IntPredicate known) {
    // Acute accent and backtick decompose into a space and a mark: quotes come first.
    String folded = SINGLE_QUOTES.matcher(text).replaceAll("'");
    folded = DOUBLE_QUOTES.matcher(folded).replaceAll("\"");
    folded = DASHES.matcher(folded).replaceAll("-");
    folded = Normalizer.normalize(folded, Normalizer.Form.NFKD);
    folded = MARKS.matcher(folded).replaceAll("").toLowerCase(Locale.ROOT);
    // Letters that have no decomposition, by their usual transliteration.
    folded =
        folded
            .replace("\u00e6", "ae")
            .replace("\u0153", "oe")
            .replace("\u00f8", "o")
            .replace("\u00df", "ss")
            .replace("\u0142", "l")
            .replace("\u00f0", "d")
            .replace("\u00fe", "th");
    if (!known.test('"')) {
      folded = folded.replace("\"", "");
    }
    return SPACES.matcher(folded).replaceAll(" ").strip();
  }
}
