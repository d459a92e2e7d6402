// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.regex.Pattern;

/** Roman numerals, in their usual form only. */
final class Numeral {
  private static final Pattern ROMAN =
      Pattern.compile("(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})");

  private Numeral() {}

  /** {@return the value of digits or of a Roman numeral in capitals; 0 if it is neither} */
  static int value(String numeral) {
    if (numeral.matches("\\d{1,9}")) {
      return Integer.parseInt(numeral);
    }
    if (numeral.length() > 15 || !ROMAN.matcher(numeral).matches()) {
      return 0;
    }
    int value = 0;
    int previous = 0;
    for (int i = numeral.length() - 1; i >= 0; i--) {
      int digit = digit(numeral.charAt(i));
      value += digit < previous ? -digit : digit;
      previous = Math.max(previous, digit);
    }
    return value;
  }

  private static int digit(char letter) {
    return switch (letter) {
      case 'I' -> 1;
      case 'V' -> 5;
      case 'X' -> 10;
      case 'L' -> 50;
      case 'C' -> 100;
      case 'D' -> 500;
      default -> 1000;
    };
  }
}
