package dev.testudo.segmentation;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.util.stream.Collectors;

/** Numbers in digits to English words. Not thread-safe. */
final class NumberSpeller {
  /** Longer strings of digits are codes, not quantities. */
  private static final int LONGEST_NUMBER = 15;

  private final RuleBasedNumberFormat format =
      new RuleBasedNumberFormat(ULocale.ENGLISH, RuleBasedNumberFormat.SPELLOUT);

  String cardinal(String digits) {
    String plain = digits.replace(",", "");
    boolean isCode =
        plain.length() > LONGEST_NUMBER || (plain.length() > 1 && plain.charAt(0) == '0');
    return isCode ? digits(plain) : cardinal(Long.parseLong(plain));
  }

  String cardinal(long number) {
    return format.format(number, "%spellout-numbering-verbose");
  }

  String ordinal(String digits) {
    String plain = digits.replace(",", "");
    return plain.length() > LONGEST_NUMBER
        ? digits(plain)
        : format.format(Long.parseLong(plain), "%spellout-ordinal-verbose");
  }

  /** {@return a year as it is said: eighteen eighty-seven, two thousand and five} */
  String year(String digits) {
    int year = Integer.parseInt(digits);
    return year % 1000 < 10
        ? cardinal(year)
        : format.format(year, "%spellout-numbering-year").replace("oh-", "oh ");
  }

  boolean isYear(String digits) {
    return digits.matches("1[1-9]\\d\\d|20\\d\\d");
  }

  /** {@return digits one by one; all but digits becomes a short pause} */
  String digits(String text) {
    StringBuilder spoken = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c >= '0' && c <= '9') {
                spoken.append(spoken.isEmpty() ? "" : " ").append(cardinal(c - '0'));
              } else if (!spoken.isEmpty() && spoken.charAt(spoken.length() - 1) != ',') {
                spoken.append(',');
              }
            });
    return spoken.toString();
  }

  /** {@return a number such as 1,234.50, or a version such as 1.2.3} */
  String decimal(String number) {
    String[] parts = number.split("\\.", -1);
    StringBuilder spoken = new StringBuilder(parts[0].isEmpty() ? "" : cardinal(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      spoken.append(spoken.isEmpty() ? "" : " ").append("point ");
      spoken.append(parts.length > 2 ? cardinal(parts[i]) : digits(parts[i]));
    }
    return spoken.toString();
  }

  /** {@return a fraction such as three quarters} */
  String fraction(String numerator, String denominator) {
    long count = Long.parseLong(numerator);
    String part =
        switch (denominator) {
          case "2" -> "half";
          case "4" -> "quarter";
          default -> ordinal(denominator);
        };
    return cardinal(count) + " " + (count == 1 ? part : plural(part));
  }

  static String plural(String word) {
    if (word.endsWith("half")) {
      return word.substring(0, word.length() - 1) + "ves";
    }
    if (word.endsWith("y")) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    return word + (word.endsWith("x") ? "es" : "s");
  }

  /** {@return letters one by one, as an abbreviation is said} */
  static String letters(String word) {
    return word.codePoints()
        .filter(Character::isLetter)
        .mapToObj(Character::toString)
        .collect(Collectors.joining(" "));
  }
}
