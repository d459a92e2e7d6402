// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import dev.testudo.segmentation.Verbalizer.DateOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells dates apart. */
final class DateRules {
  private static final String END = NumberRules.END;
  private static final String DASH = NumberRules.DASH;
  private static final String YEAR = "(\\d{4}(?:[–-]\\d{1,2}(?![\\d-]))?)";

  private final Notation notation;
  private final Verbalizer words;
  private final YearRules years;
  private final String monthName;
  private final String shortMonth;

  DateRules(Notation notation, Verbalizer words, YearRules years) {
    this.notation = notation;
    this.words = words;
    this.years = years;
    this.shortMonth =
        notation.isEnglish()
            ? "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)"
            : "(?:Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sept?|Okt|Nov|Dez)";
    // In small letters "may" and "march" are verbs, unless a year follows.
    String small =
        notation.isEnglish()
            ? "|january|february|april|june|july|august|september|october|november|december"
                + "|(?:jan|feb|apr|jul|aug|sept?|oct|nov)\\b\\.?"
                + "|(?:march|may)(?=\\s\\d{4}\\b|\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4}\\b)"
            : "";
    this.monthName = "(" + notation.monthNames() + "|" + shortMonth + "\\b\\.?" + small + ")";
  }

  /** {@return the rules for dates that begin with a month} */
  List<SpeechRule> monthFirst() {
    List<SpeechRule> rules = new ArrayList<>();
    String day = "(\\d{1,2})(?:st|nd|rd|th|d)?";
    String year = YEAR + "(?!\\d|-\\d\\d-)";
    rules.add(
        when(
            monthName
                + "[\\s-]+"
                + day
                + "(?:,?[\\s-]+"
                + year
                + ")?(?![\\d:.]\\d|\\d|[-–/]\\d|\\p{L})",
            (m, c) -> date(m.group(2), m.group(1), m.group(3), DateOrder.MONTH_FIRST)));
    rules.add(
        when(
            monthName + "\\s+" + day + DASH + "(\\d{1,2})(?:,?\\s+" + year + ")?" + END,
            (m, c) ->
                date(m.group(2), m.group(1), null, DateOrder.MONTH_FIRST)
                    .map(
                        date ->
                            date
                                + " "
                                + words.rangeWord()
                                + " "
                                + words.ordinal(m.group(3))
                                + (m.group(4) == null ? "" : ", " + years.written(m.group(4))))));
    rules.add(
        when(
            "(" + shortMonth + ")\\.?,?\\s+(?=[12]\\d{3}(?!\\d))",
            (m, c) ->
                Optional.of(words.date(0, notation.month(m.group(1)), "", DateOrder.DAY_FIRST))));
    return rules;
  }

  /** {@return the rules for dates that begin with a day or are in digits} */
  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    rules.add(
        when(
            "(\\d{4})([-/])(\\d{1,2})\\2(\\d{1,2})(?![\\d-])",
            (m, c) -> numericDate(m.group(4), m.group(3), m.group(1), DateOrder.MONTH_FIRST)));
    rules.add(
        when(
            "(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})(?![\\d/])",
            (m, c) ->
                Integer.parseInt(m.group(1)) > 12
                    ? numericDate(m.group(1), m.group(2), m.group(3), DateOrder.DAY_FIRST)
                    : numericDate(m.group(2), m.group(1), m.group(3), DateOrder.MONTH_FIRST)));
    rules.add(
        when(
            "(\\d{1,2})([-.])\\s?(\\d{1,2})\\2\\s?(\\d{4})(?![\\d-]|\\.\\d)",
            (m, c) -> numericDate(m.group(1), m.group(3), m.group(4), DateOrder.DAY_FIRST)));
    String day = notation.isEnglish() ? "(\\d{1,2})(?:st|nd|rd|th|d)?(?: of)?" : "(\\d{1,2})\\.";
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(\\d{1,2})(?:st|nd|rd|th)?"
                  + DASH
                  + "(?=\\d{1,2}(?:st|nd|rd|th)?(?: of)?\\s"
                  + monthName
                  + "(?!\\p{L}))",
              (m, c) -> {
                String first = words.ordinal(m.group(1)) + " " + words.rangeWord();
                return Optional.of(c.before().equalsIgnoreCase("the") ? first : "the " + first);
              }));
    }
    rules.add(
        when(
            day + "[\\s-]+" + monthName + "(?:,?[\\s-]+" + YEAR + ")?" + END,
            (m, c) ->
                date(m.group(1), m.group(2), m.group(3), DateOrder.DAY_FIRST)
                    .map(
                        date ->
                            c.before().equalsIgnoreCase("the")
                                ? date.replaceFirst("^the ", "")
                                : date)));
    if (notation.isEnglish()) {
      rules.add(when("9/11(?![\\d/])", (m, c) -> Optional.of(words.pair("9", "11"))));
    }
    return rules;
  }

  private Optional<String> numericDate(String day, String month, String year, DateOrder order) {
    int monthNumber = Integer.parseInt(month);
    return monthNumber < 1 || monthNumber > 12
        ? Optional.empty()
        : dated(Integer.parseInt(day), monthNumber, year, order);
  }

  private Optional<String> date(String day, String month, String year, DateOrder order) {
    int number = notation.month(month);
    return number == 0 ? Optional.empty() : dated(Integer.parseInt(day), number, year, order);
  }

  private Optional<String> dated(int day, int month, String year, DateOrder order) {
    return day < 1 || day > 31
        ? Optional.empty()
        : Optional.of(words.date(day, month, year == null ? "" : years.written(year), order));
  }
}
