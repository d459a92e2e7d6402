// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The text cleaning that the official model was trained with: ASCII letters, lower case, numbers
 * and abbreviations in words, single spaces, no double quotes. What the transliteration does not
 * know (other scripts, mostly) is kept, so that it counts as unknown and is never lost silently.
 */
final class EnglishCleaning {
  private static final Pattern GROUPED = Pattern.compile("[0-9][0-9,]+[0-9]");
  private static final Pattern DOLLARS = Pattern.compile("\\$([0-9.,]*[0-9]+)");
  private static final Pattern DECIMAL = Pattern.compile("([0-9]+)\\.([0-9]+)");
  private static final Pattern ORDINAL = Pattern.compile("([0-9]+)(?:st|nd|rd|th)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern ABBREVIATION =
      Pattern.compile("\\b(mrs|mr|drs|dr|st|co|jr|maj|gen|rev|lt|hon|sgt|capt|esq|ltd|col|ft)\\.");
  private static final Map<String, String> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("mrs", "misess"), // as the model was trained
          Map.entry("mr", "mister"),
          Map.entry("dr", "doctor"),
          Map.entry("st", "saint"),
          Map.entry("co", "company"),
          Map.entry("jr", "junior"),
          Map.entry("maj", "major"),
          Map.entry("gen", "general"),
          Map.entry("drs", "doctors"),
          Map.entry("rev", "reverend"),
          Map.entry("lt", "lieutenant"),
          Map.entry("hon", "honorable"),
          Map.entry("sgt", "sergeant"),
          Map.entry("capt", "captain"),
          Map.entry("esq", "esquire"),
          Map.entry("ltd", "limited"),
          Map.entry("col", "colonel"),
          Map.entry("ft", "fort"));

  private EnglishCleaning() {}

  static String clean(String text) {
    String cleaned = Transliteration.toAscii(text).toLowerCase(Locale.ROOT);
    cleaned = replaceNumbers(cleaned);
    cleaned =
        ABBREVIATION
            .matcher(cleaned)
            .replaceAll(match -> ABBREVIATIONS.getOrDefault(match.group(1), match.group(1)));
    return SPACES.matcher(cleaned).replaceAll(" ").replace("\"", "");
  }

  private static String replaceNumbers(String text) {
    String replaced = GROUPED.matcher(text).replaceAll(match -> match.group().replace(",", ""));
    replaced = DOLLARS.matcher(replaced).replaceAll(match -> dollars(match.group(1)));
    replaced = DECIMAL.matcher(replaced).replaceAll("$1 point $2");
    replaced =
        ORDINAL.matcher(replaced).replaceAll(match -> EnglishNumbers.ordinal(match.group(1)));
    return NUMBER.matcher(replaced).replaceAll(match -> EnglishNumbers.spoken(match.group()));
  }

  private static String dollars(String amount) {
    String[] parts = amount.replace(",", "").split("\\.", -1);
    if (parts.length > 2) {
      return amount + " dollars";
    }
    String dollars = counted(parts[0], "dollar");
    String cents = parts.length > 1 ? counted(parts[1], "cent") : "";
    if (dollars.isEmpty() && cents.isEmpty()) {
      return "zero dollars";
    }
    return dollars.isEmpty() || cents.isEmpty() ? dollars + cents : dollars + ", " + cents;
  }

  /** {@return number and noun, or nothing for zero} */
  private static String counted(String digits, String unit) {
    String number = digits.replaceFirst("^0+", "");
    return number.isEmpty() ? "" : number + " " + unit + (number.equals("1") ? "" : "s");
  }
}
