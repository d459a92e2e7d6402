// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells years, spans of years and decades from quantities. */
final class YearRules {
  private static final String END = NumberRules.END;
  private static final String DASH = NumberRules.DASH;

  private final Notation notation;
  private final Verbalizer words;

  YearRules(Notation notation, Verbalizer words) {
    this.notation = notation;
    this.words = words;
  }

  /** {@return the rules for spans of years, decades and ages} */
  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    rules.add(
        when(
            "(\\d{4})\\s?"
                + DASH
                + "\\s?(\\d{4}|\\d{1,2})(?![\\d-]|[.,]\\d|\\p{L}|\\s?%|\\s?(?:kg|g|km|m|cm|mm|lbs?|ft|mi|l|ml|kW|MW|Hz|MHz)\\b)",
            (m, c) ->
                isYear(m.group(1))
                        && !isQuantity(c)
                        && (m.group(2).length() < 4 || isYear(m.group(2)))
                        && (m.group(2).length() > 1 || !m.group().contains(" "))
                    ? Optional.of(
                        year(m.group(1))
                            + " "
                            + (c.before().equalsIgnoreCase("between") ? "and" : words.rangeWord())
                            + " "
                            + secondYear(m.group(1), m.group(2)))
                    : Optional.empty()));
    rules.add(
        when(
            "(\\d{3}0)(?:[’']| )?s(?!\\p{L})(?:" + DASH + "(?=[’'‘]?\\d0s|\\d{3}0s))?",
            (m, c) ->
                Integer.parseInt(m.group(1)) >= 1000
                    ? Optional.of(
                        words.decade(Integer.parseInt(m.group(1)))
                            + (m.group().endsWith("s") ? "" : " " + words.rangeWord()))
                    : Optional.empty()));
    rules.add(
        when(
            "[’'‘]?(\\d0)[’']?s(?!\\p{L})",
            (m, c) -> Optional.of(words.decade(Integer.parseInt(m.group(1))))));
    rules.add(
        when(
            "[’'‘](\\d{2})(?![\\d\\p{L}’']|[,.]\\d|s)",
            (m, c) ->
                notation.is("year-after", c.before())
                        || c.before().matches("(?i)of|class|the|and|to|back|from|\\d{4}")
                    ? Optional.of(shortYear(m.group(1)))
                    : Optional.empty()));
    if (notation.isEnglish()) {
      rules.add(
          always(
              "(\\d{1,4})(ers?)" + END,
              m -> {
                String spoken = words.cardinal(m.group(1));
                return spoken + (spoken.endsWith("e") ? m.group(2).substring(1) : m.group(2));
              }));
      rules.add(
          always(
              "(\\d{1,3}(?:,\\d{3})+)s(?!\\p{L})", m -> words.plural(notation.plain(m.group(1)))));
      rules.add(always("(\\d{1,4})[’']?s(?!\\p{L})", m -> words.plural(m.group(1))));
    } else {
      rules.add(always("(\\d{0,3}0)er" + END, m -> words.decade(Integer.parseInt(m.group(1)))));
    }
    return rules;
  }

  private String secondYear(String first, String second) {
    if (second.length() == 4) {
      return year(second);
    }
    if (second.length() == 1) {
      return words.cardinal(first.charAt(2) == '0' ? second : first.charAt(2) + second);
    }
    return shortYear(second);
  }

  private String shortYear(String digits) {
    return digits.startsWith("0") && notation.isEnglish()
        ? "oh " + words.cardinal(digits.substring(1))
        : words.cardinal(digits.startsWith("0") ? digits.substring(1) : digits);
  }

  static boolean isYear(String digits) {
    return digits.matches("1\\d{3}|20\\d\\d");
  }

  boolean readsAsYear(Context c) {
    String before = c.before();
    boolean partOfMany =
        c.after().equals("of")
            && c.afterThat()
                .matches("them|us|you|these|those|which|whom|whose|his|her|their|my|our");
    if (notation.is("counted-after", before) || c.charBefore() == '#' || partOfMany) {
      return false;
    }
    if (notation.is("year-after", before)) {
      return !c.after().equals("people");
    }
    return !notation.is("quantity-after", before) && !isQuantity(c);
  }

  /** {@return whether things follow that can be counted} */
  private boolean isQuantity(Context c) {
    String after = c.after();
    if (isCountable(after)) {
      return true;
    }
    return isPlainWord(after) && !notation.is("function", after) && isCountable(c.afterThat());
  }

  private boolean isCountable(String word) {
    if (!isPlainWord(word) || notation.is("event-noun", word)) {
      return false;
    }
    boolean plural =
        word.length() > 3
            && word.endsWith("s")
            && !word.endsWith("ss")
            && !word.endsWith("us")
            && !word.endsWith("'s")
            && !word.endsWith("’s");
    return notation.is("quantity-noun", word) || (plural && !notation.is("not-plural", word));
  }

  private static boolean isPlainWord(String word) {
    return !word.isEmpty() && Character.isLowerCase(word.charAt(0));
  }

  String year(String digits) {
    return words.year(Integer.parseInt(digits));
  }

  /** {@return a year as a date has it: in full, of two digits, or two of them} */
  String written(String digits) {
    int dash = Math.max(digits.indexOf('–'), digits.indexOf('-'));
    if (dash > 0) {
      String first = digits.substring(0, dash);
      return year(first)
          + " "
          + words.rangeWord()
          + " "
          + secondYear(first, digits.substring(dash + 1));
    }
    return digits.length() == 2
        ? shortYear(digits)
        : isYear(digits) ? year(digits) : words.cardinal(digits);
  }
}
