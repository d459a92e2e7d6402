// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.ArrayList;
import java.util.List;

/** Whole numbers in English words, as the reference's text cleaning writes them. */
final class EnglishNumbers {
  private static final List<String> SMALL =
      words(
          "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
              + " fifteen sixteen seventeen eighteen nineteen");
  private static final List<String> TENS =
      words("- - twenty thirty forty fifty sixty seventy eighty ninety");
  private static final List<String> SCALES =
      words(
          "- thousand million billion trillion quadrillion quintillion sextillion septillion"
              + " octillion nonillion decillion");

  private EnglishNumbers() {}

  private static List<String> words(String spaced) {
    return List.of(spaced.split(" ", -1));
  }

  /**
   * {@return the number as it is counted, with commas between thousands}
   *
   * @param and what stands before tens and ones: a space, or " and "
   */
  static String cardinal(String digits, String and) {
    String number = digits.replaceFirst("^0+(?=\\d)", "");
    if (number.length() > 3 * SCALES.size()) {
      return spelled(number);
    }
    int groups = (number.length() + 2) / 3;
    List<String> words = new ArrayList<>();
    for (int group = groups - 1; group >= 0; group--) {
      int end = number.length() - 3 * group;
      int value = Integer.parseInt(number.substring(Math.max(0, end - 3), end));
      if (value > 0 || number.equals("0")) {
        words.add(hundreds(value, and) + (group == 0 ? "" : " " + SCALES.get(group)));
      }
    }
    return joined(words, number, and);
  }

  /** A last group below a hundred follows "and" where that is wanted, and no comma in any case. */
  private static String joined(List<String> words, String number, String and) {
    int last = words.size() - 1;
    boolean small = number.length() > 3 && number.matches("\\d*0(?!00)\\d\\d");
    return last > 0 && small
        ? String.join(", ", words.subList(0, last)) + and + words.get(last)
        : String.join(", ", words);
  }

  private static String hundreds(int value, String and) {
    int rest = value % 100;
    if (value < 100) {
      return belowHundred(rest);
    }
    String head = SMALL.get(value / 100) + " hundred";
    return rest == 0 ? head : head + and + belowHundred(rest);
  }

  static String belowHundred(int value) {
    if (value < 20) {
      return SMALL.get(value);
    }
    String tens = TENS.get(value / 10);
    return value % 10 == 0 ? tens : tens + "-" + SMALL.get(value % 10);
  }

  private static String spelled(String digits) {
    return String.join(
        " ", digits.chars().mapToObj(digit -> SMALL.get(digit - '0')).toArray(String[]::new));
  }

  /** {@return the number as a rank: its last word changed} */
  static String ordinal(String digits) {
    String cardinal = cardinal(digits, " and ");
    int last = Math.max(cardinal.lastIndexOf(' '), cardinal.lastIndexOf('-')) + 1;
    return cardinal.substring(0, last) + rank(cardinal.substring(last));
  }

  private static String rank(String word) {
    return switch (word) {
      case "one" -> "first";
      case "two" -> "second";
      case "three" -> "third";
      case "five" -> "fifth";
      case "eight" -> "eighth";
      case "nine" -> "ninth";
      case "twelve" -> "twelfth";
      default -> word.endsWith("y") ? word.substring(0, word.length() - 1) + "ieth" : word + "th";
    };
  }

  /** {@return a number that may be a year: 1984 is "nineteen eighty-four"} */
  static String spoken(String digits) {
    String number = digits.replaceFirst("^0+(?=\\d)", "");
    int value = number.length() == 4 ? Integer.parseInt(number) : 0;
    if (value <= 1000 || value >= 3000) {
      return cardinal(number, " ");
    }
    if (value == 2000) {
      return "two thousand";
    }
    if (value > 2000 && value < 2010) {
      return "two thousand " + SMALL.get(value % 100);
    }
    String century = belowHundred(value / 100);
    int year = value % 100;
    if (year == 0) {
      return century + " hundred";
    }
    return century + (year < 10 ? " oh " : " ") + belowHundred(year);
  }
}
