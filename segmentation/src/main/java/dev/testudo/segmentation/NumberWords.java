// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;

/** English number words in capitals, as headings have them: {@code TWENTY-FIRST}. */
final class NumberWords {
  private static final List<String> CARDINALS =
      List.of(
          "ONE",
          "TWO",
          "THREE",
          "FOUR",
          "FIVE",
          "SIX",
          "SEVEN",
          "EIGHT",
          "NINE",
          "TEN",
          "ELEVEN",
          "TWELVE",
          "THIRTEEN",
          "FOURTEEN",
          "FIFTEEN",
          "SIXTEEN",
          "SEVENTEEN",
          "EIGHTEEN",
          "NINETEEN");
  private static final List<String> ORDINALS =
      List.of(
          "FIRST",
          "SECOND",
          "THIRD",
          "FOURTH",
          "FIFTH",
          "SIXTH",
          "SEVENTH",
          "EIGHTH",
          "NINTH",
          "TENTH",
          "ELEVENTH",
          "TWELFTH",
          "THIRTEENTH",
          "FOURTEENTH",
          "FIFTEENTH",
          "SIXTEENTH",
          "SEVENTEENTH",
          "EIGHTEENTH",
          "NINETEENTH");
  private static final List<String> TENS =
      List.of("TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY");

  private NumberWords() {}

  /** {@return the value, from 1 to 99; 0 if it is no such word} */
  static int value(String words) {
    String[] parts = words.split("[- ]", 2);
    int tens = tens(parts[0]);
    if (tens == 0) {
      return parts.length == 1 ? below20(words) : 0;
    }
    int ones = parts.length == 1 ? 0 : below20(parts[1]);
    return parts.length == 2 && (ones == 0 || ones > 9) ? 0 : tens + ones;
  }

  private static int below20(String word) {
    return Math.max(CARDINALS.indexOf(word), ORDINALS.indexOf(word)) + 1;
  }

  private static int tens(String word) {
    int index = Math.max(TENS.indexOf(word), tenthIndex(word));
    return index < 0 ? 0 : 20 + 10 * index;
  }

  // "TWENTIETH" for "TWENTY".
  private static int tenthIndex(String word) {
    return word.endsWith("IETH")
        ? TENS.indexOf(word.substring(0, word.length() - "IETH".length()) + "Y")
        : -1;
  }
}
