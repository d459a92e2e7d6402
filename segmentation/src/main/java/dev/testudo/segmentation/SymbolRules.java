// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells signs, Greek letters, powers and tags apart. */
final class SymbolRules {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ";
  private static final String PLAIN_SUPERSCRIPTS = "0123456789+-ni";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
  private static final Map<String, String> FUNCTIONS =
      Map.of("sin", "sine", "cos", "cosine", "tan", "tangent", "cot", "cotangent", "sec", "secant");

  private final Notation notation;
  private final Verbalizer words;
  private final WordList list;

  SymbolRules(Notation notation, Verbalizer words, WordList list) {
    this.notation = notation;
    this.words = words;
    this.list = list;
  }

  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    rules.add(
        when(
            "([⁰¹²³⁴-⁹]{1,3})([A-Z][a-z]?)(?![\\p{L}])",
            (m, c) ->
                c.charBefore() == ' ' || c.charBefore() == '('
                    ? Optional.of(
                        words.letters(m.group(2).toUpperCase(Locale.ROOT))
                            + " "
                            + isotope(lower(m.group(1))))
                    : Optional.empty()));
    rules.add(
        when(
            "[" + SUPERSCRIPTS + "]{1,6}",
            (m, c) -> isPower(c) ? Optional.of(power(lower(m.group()))) : Optional.empty()));
    rules.add(
        when(
            "\\^\\{?([-−]?\\d{1,4}|[a-z])\\}?(?![\\p{L}\\d])",
            (m, c) -> Optional.of(words.power(m.group(1).replace('−', '-')))));
    rules.add(
        when("[" + SUBSCRIPTS + "]{1,4}", (m, c) -> Optional.of(words.cardinal(lower(m.group())))));
    // Letters of a formula: mc².
    rules.add(
        when(
            "[a-zA-Z]{2,3}(?=[²³⁴-⁹])",
            (m, c) ->
                list.contains(m.group())
                    ? Optional.empty()
                    : Optional.of(words.letters(m.group()))));
    // A product of letters of two scripts: E = hν.
    rules.add(
        when(
            "([A-Za-z]{1,2})(\\p{IsGreek})(?![\\p{L}\\p{M}])",
            (m, c) ->
                Optional.of(
                    words.letters(m.group(1))
                        + " "
                        + words.greekLetter(m.group(2).codePointAt(0)))));
    rules.add(
        when(
            "\\p{IsGreek}(?![\\p{IsGreek}\\p{M}])",
            (m, c) ->
                Character.UnicodeScript.of(c.charBefore()) == Character.UnicodeScript.GREEK
                    ? Optional.empty()
                    : Optional.of(words.greekLetter(m.group().codePointAt(0)))
                        .filter(name -> !name.isEmpty())));
    rules.add(
        when(
            "[-−](?=\\s(?:\\d|\\p{L}(?!\\p{L})))",
            (m, c) ->
                c.charBefore() == ' '
                        && (m.group().equals("−") || (isTerm(c.before()) && isTerm(c.after())))
                    ? Optional.of(words.minusWord())
                    : Optional.empty()));
    rules.add(
        when(
            "\\s?[-–—]\\s?(?=\\p{Lu})",
            (m, c) ->
                isSpan(c.before(), m.group(), c.after())
                    ? Optional.of(words.rangeWord())
                    : Optional.empty()));
    // A range of amounts or measures: 1s.-2s., 5 ft.-6 ft.
    rules.add(
        when(
            "[-–—](?=\\d)",
            (m, c) ->
                c.charBefore() == '.' && !c.before().isEmpty()
                    ? Optional.of(words.rangeWord())
                    : Optional.empty()));
    rules.add(
        when(
            "\\s?[x×]\\s?(?=\\d)",
            (m, c) ->
                c.before().matches("(?:ft|in|yds?|cm|mm|m|feet|inches|yards|metres|meters)\\.?")
                    ? Optional.of(words.byWord())
                    : Optional.empty()));
    rules.add(
        when(
            "[x×](?=\\s?10(?:\\^|[⁰¹²³⁴-⁹⁻]))|(?<=\\d\\s)x(?=\\s\\d[\\d.,]*\\s?=)",
            (m, c) -> Optional.of("times")));
    rules.add(when("(?<=\\d\\s)x(?=\\s\\d)", (m, c) -> Optional.of(words.byWord())));
    // "n! grows"
    rules.add(
        when(
            "(?<=(?<![\\p{L}\\p{N}])[b-hj-np-z])!(?=[/)]|\\s\\p{Ll})|(?<=^[b-hj-np-z])!$",
            (m, c) -> Optional.of("factorial")));
    // The charge of an ion, "Cl-"; a word that breaks off has another look.
    rules.add(
        when(
            "-(?![\\p{L}\\p{N}-])",
            (m, c) ->
                c.charBefore() != ' ' && Formulas.isAnion(c.before())
                    ? Optional.of(words.minusWord())
                    : Optional.empty()));
    rules.add(
        when(
            "[−⁻](?!\\S)|[−⁻](?=[,.;:)])",
            (m, c) ->
                Character.isLetterOrDigit(c.charBefore())
                    ? Optional.of(words.minusWord())
                    : Optional.empty()));
    // "8½ × 11 in."
    rules.add(
        when(
            "(?<=["
                + NumberRules.FRACTION_SIGNS
                + "]\\s?)[x×](?=\\s?[\\d½¼¾]+\\s?(?:mm|cm|m|km|ft|in|feet|inches|metres|meters|yards)\\b)",
            (m, c) -> Optional.of(words.byWord())));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(sin|cos|tan|cot|sec)(?=\\(|\\p{IsGreek}|\\s\\(?(?:\\p{IsGreek}|[b-hj-zA-HJ-Z](?![\\p{L}’'.])|\\d{1,3}\\s?°))",
              (m, c) -> Optional.of(FUNCTIONS.get(m.group(1)))));
      rules.add(
          when(
              "([a-zA-Z])([’'′]?)\\(([a-z])\\)(?!\\p{L})",
              (m, c) ->
                  m.group(1).matches("[fghFGHPuvy]")
                      ? Optional.of(
                          m.group(1) + (m.group(2).isEmpty() ? "" : " prime") + " of " + m.group(3))
                      : Optional.empty()));
      rules.add(
          when(
              "d([a-z])/d([a-z])(?!\\p{L})",
              (m, c) -> Optional.of("d " + m.group(1) + " by d " + m.group(2))));
      rules.add(
          when(
              "([Hh]e|[Ss]he|[Hh]is|[Hh]im|[Hh]er|[Hh]ers)/(she|he|hers?|his|him)(?!\\p{L})",
              (m, c) -> Optional.of(m.group(1) + " or " + m.group(2))));
      rules.add(when("s/he(?!\\p{L})", (m, c) -> Optional.of("he or she")));
      rules.add(
          when(
              "\\.(?=(?:[A-Z]{2,10}|com|net|org|edu|gov|txt|pdf|docx?|html?|exe|jpe?g|png|gif|mp[34]|csv|zip)\\b)",
              (m, c) -> c.charBefore() == ' ' ? Optional.of(words.dotWord()) : Optional.empty()));
    }
    rules.add(when("−(?=\\s?[\\d\\p{L}])", (m, c) -> Optional.of(words.minusWord())));
    rules.add(
        when(
            "\\*(?=\\s?\\d)",
            (m, c) ->
                isTerm(c.before()) || Character.isDigit(c.charBefore())
                    ? Optional.of("times")
                    : Optional.empty()));
    for (TableResource.Row row : notation.forms("symbol")) {
      rules.add(when(row.form(), (m, c) -> Optional.of(row.columns().get(2))));
    }
    // Words that are written together: MeToo.
    rules.add(
        when(
            "\\p{L}{2,40}",
            (m, c) ->
                c.charBefore() == '#' && m.group().matches("(?:\\p{Lu}\\p{Ll}+){2,}")
                    ? Optional.of(m.group().replaceAll("(?<=\\p{Ll})(?=\\p{Lu})", " "))
                    : Optional.empty()));
    return rules;
  }

  private String isotope(String mass) {
    return mass.length() == 3 && !mass.endsWith("00")
        ? words.pair(mass.substring(0, 1), mass.substring(1))
        : words.cardinal(mass);
  }

  /** {@return whether a dash stands between the ends of a span: Monday–Friday, A–Z} */
  private boolean isSpan(String first, String dash, String last) {
    boolean letters = first.matches("\\p{Lu}") && last.matches("\\p{Lu}");
    if (letters) {
      return dash.equals("–") || (first.equals("A") && last.equals("Z"));
    }
    return isDayOrMonth(first) && isDayOrMonth(last);
  }

  private boolean isDayOrMonth(String word) {
    String name = word.endsWith(".") ? word.substring(0, word.length() - 1) : word;
    return notation.is("month", name)
        || notation.is("day", name)
        || notation.is("day-or-month-short", name);
  }

  private static boolean isTerm(String word) {
    return word.matches("\\d+\\p{L}?|\\p{L}");
  }

  // A raised figure after a word is the mark of a note.
  private boolean isPower(Context c) {
    String before = c.before();
    return Character.isDigit(c.charBefore())
        || SUBSCRIPTS.indexOf(c.charBefore()) >= 0
        || c.charBefore() == ')'
        || (Character.isLetter(c.charBefore()) && (before.length() < 3 || !list.contains(before)));
  }

  private String power(String exponent) {
    if (exponent.endsWith("+") || (exponent.endsWith("-") && exponent.length() > 1)) {
      String sign = exponent.endsWith("+") ? "plus" : words.minusWord();
      String count = exponent.substring(0, exponent.length() - 1);
      return count.isEmpty() ? sign : words.cardinal(count) + " " + sign;
    }
    return exponent.equals("-") ? words.minusWord() : words.power(exponent.replace("+", ""));
  }

  /** {@return raised or lowered figures on the line} */
  static String lower(String figures) {
    StringBuilder plain = new StringBuilder();
    String small = figures.toLowerCase(Locale.ROOT);
    for (int i = 0; i < small.length(); i++) {
      char c = small.charAt(i);
      int raised = SUPERSCRIPTS.indexOf(c);
      int lowered = SUBSCRIPTS.indexOf(c);
      if (raised >= 0) {
        plain.append(PLAIN_SUPERSCRIPTS.charAt(raised));
      } else if (lowered >= 0) {
        plain.append((char) ('0' + lowered));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
