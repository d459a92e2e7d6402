// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;

/** Numbers in digits to the words of a language, by ICU. Not thread-safe. */
final class NumberSpeller {
  /** Longer strings of digits are codes, not quantities. */
  private static final int MAX_DIGITS = 18;

  private final RuleBasedNumberFormat format;
  private final String cardinalRules;
  private final String ordinalRules;
  private final String point;
  private final String minus;

  NumberSpeller(
      ULocale locale, String cardinalRules, String ordinalRules, String point, String minus) {
    this.format = new RuleBasedNumberFormat(locale, RuleBasedNumberFormat.SPELLOUT);
    this.cardinalRules = cardinalRules;
    this.ordinalRules = ordinalRules;
    this.point = point;
    this.minus = minus;
  }

  /** {@return a number such as 1234.50, -3, .5, or a version such as 1.2.3} */
  String cardinal(String number) {
    if (number.startsWith("-")) {
      return minus + " " + cardinal(number.substring(1));
    }
    String[] parts = number.split("\\.", -1);
    StringBuilder spoken = new StringBuilder(parts[0].isEmpty() ? "" : whole(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      spoken.append(spoken.isEmpty() ? "" : " ").append(point).append(' ');
      spoken.append(parts.length > 2 ? whole(parts[i]) : digits(parts[i]));
    }
    return spoken.toString();
  }

  private String whole(String digits) {
    boolean isCode =
        digits.length() > MAX_DIGITS || (digits.length() > 1 && digits.charAt(0) == '0');
    return isCode ? digits(digits) : cardinal(Long.parseLong(digits));
  }

  String cardinal(long number) {
    return clean(format.format(number, cardinalRules));
  }

  String ordinal(String digits) {
    return digits.length() > MAX_DIGITS
        ? digits(digits)
        : clean(format.format(Long.parseLong(digits), ordinalRules));
  }

  String with(String rules, long number) {
    return clean(format.format(number, rules));
  }

  /** {@return digits one by one; anything but digits becomes a short pause} */
  String digits(String text) {
    StringBuilder spoken = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        spoken.append(spoken.isEmpty() ? "" : " ").append(cardinal(c - '0'));
      } else if (!spoken.isEmpty() && spoken.charAt(spoken.length() - 1) != ',') {
        spoken.append(',');
      }
    }
    return spoken.charAt(spoken.length() - 1) == ','
        ? spoken.substring(0, spoken.length() - 1)
        : spoken.toString();
  }

  static boolean isOne(String number) {
    return new BigDecimal(number).compareTo(BigDecimal.ONE) == 0 && number.indexOf('.') < 0;
  }

  // ICU hides soft hyphens in German numbers.
  private static String clean(String spoken) {
    return spoken.replace("\u00ad", "");
  }
}
