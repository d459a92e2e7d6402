// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.math.BigInteger;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Tells ordinals, fractions, ranges and plain numbers apart. */
final class NumberRules {
  static final String DASH = "[-–—‐‑]";
  static final String FRACTION_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒";
  static final String END = "(?![\\p{L}\\d])";
  private static final String SUFFIX = "(?:st|nd|rd|th|ST|ND|RD|TH)";
  static final String NUMBERED_SCRIPTURE =
      "Sam|Kgs|Kings|Chr|Chron|Chronicles|Cor|Corinthians|Thess|Thessalonians|Tim|Timothy|Pet|Peter|Jn|John|Samuel";
  private static final int MAX_SPOKEN_DENOMINATOR = 1000;

  private final Notation notation;
  private final Verbalizer words;
  private final YearRules years;
  private final String number;

  NumberRules(Notation notation, Verbalizer words, YearRules years) {
    this.notation = notation;
    this.words = words;
    this.years = years;
    this.number = notation.number();
  }

  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    addOrdinals(rules);
    addFractions(rules);
    addRanges(rules);
    addPlainNumbers(rules);
    return rules;
  }

  private void addOrdinals(List<SpeechRule> rules) {
    if (!notation.isEnglish()) {
      rules.add(
          when(
              "(\\d{1,3})\\.(?=\\s+\\p{L})",
              (m, c) ->
                  notation.is("ordinal-after", c.before())
                      ? Optional.of(afterArticle(words.ordinal(m.group(1)), c.before()))
                      : Optional.empty()));
      return;
    }
    rules.add(
        when(
            "([123])\\s(?=(?:" + NUMBERED_SCRIPTURE + ")\\b\\.?\\s+(?:\\d|[ivxl]+\\b))",
            (m, c) -> Optional.of(words.ordinal(m.group(1)))));
    rules.add(
        always(
            "(" + notation.whole() + ")" + SUFFIX + "s(?!\\p{L})",
            m -> words.ordinal(notation.plain(m.group(1))) + "s"));
    rules.add(
        always(
            "(" + notation.whole() + ")" + SUFFIX + "(?!\\p{L})",
            m -> words.ordinal(notation.plain(m.group(1)))));
    rules.add(
        when(
            "(\\d*[23])d(?![\\p{L}\\d.])(?=\\s+\\p{L})",
            (m, c) ->
                (notation.is("possessive-or-article", c.before()) && !c.before().matches("(?i)an?"))
                        || Character.isUpperCase(c.after().isEmpty() ? 'a' : c.after().charAt(0))
                    ? Optional.of(words.ordinal(m.group(1)))
                    : Optional.empty()));
  }

  // "der zweite", "am zweiten"
  private static String afterArticle(String ordinal, String article) {
    return article.matches("(?i)der|die|das") && ordinal.endsWith("n")
        ? ordinal.substring(0, ordinal.length() - 1)
        : ordinal;
  }

  private void addFractions(List<SpeechRule> rules) {
    rules.add(
        when(
            "(?:(\\d{1,6})[ -]?)?([" + FRACTION_SIGNS + "])",
            (m, c) -> Optional.of(besideArticle(fraction(m.group(1), sign(m.group(2))), c))));
    rules.add(
        when(
            "(?:(\\d{1,6})[ -])?(\\d{1,5})[/⁄](\\d{1,5})(" + SUFFIX + "s?)?(?![\\d/⁄\\p{L}])",
            this::slashed));
    rules.add(
        when(
            "(\\d{1,6})\\s/\\s(\\d{1,6})" + END,
            (m, c) -> Optional.of(words.fraction("", m.group(1), m.group(2)))));
  }

  private Optional<String> slashed(Matcher m, Context c) {
    long n = Long.parseLong(m.group(2));
    long d = Long.parseLong(m.group(3));
    if (d == 0 || m.group(2).startsWith("0")) {
      return Optional.empty();
    }
    if (m.group(1) != null || m.group(4) != null) {
      return Optional.of(
          words.fraction(m.group(1) == null ? "" : m.group(1), m.group(2), m.group(3)));
    }
    boolean pair =
        (n == d && n >= 7)
            || (n + d == 100 && n % 5 == 0)
            || (n == 24 && d == 7)
            || c.after().matches("time|signature|vision|metre|meter");
    if (pair) {
      return Optional.of(words.pair(m.group(2), m.group(3)));
    }
    // Shillings and pence: 10/6 and 2/6 are no fractions that anybody would write.
    boolean pence =
        d == 6 && (n > d || BigInteger.valueOf(n).gcd(BigInteger.valueOf(d)).longValue() > 1);
    // "tickets at 1/6", and no sixth of anything.
    boolean price =
        (d == 6 || d == 9)
            && c.before().matches("at|for|cost|costs|paid|price|priced")
            && !c.after().matches("of|the");
    boolean over = n >= 60 && d > 12 && n > d && n < 300;
    if ((pence || price) && n <= 40) {
      return Optional.of(words.cardinal(m.group(2)) + " and " + words.cardinal(m.group(3)));
    }
    return Optional.of(
        over || (d > MAX_SPOKEN_DENOMINATOR && d > n * 2)
            ? words.cardinal(m.group(2)) + " over " + words.cardinal(m.group(3))
            : besideArticle(words.fraction("", m.group(2), m.group(3)), c));
  }

  /** "half an hour", and "a quarter mile" where an article stands before the fraction. */
  private String besideArticle(String fraction, Context c) {
    if (!notation.isEnglish()) {
      return fraction;
    }
    boolean half = fraction.equals("one half") && notation.is("possessive-or-article", c.after());
    boolean part = fraction.startsWith("one ") && c.before().matches("(?i)an?|the|every|each");
    return half || part ? fraction.substring("one ".length()) : fraction;
  }

  private void addRanges(List<SpeechRule> rules) {
    rules.add(
        when(
            "(\\d{1,4})" + DASH + "(\\d{1,4})(?![\\d\\p{L}]|[.,:/" + "-–]\\d)",
            (m, c) ->
                m.group(1).equals(m.group(2))
                    ? Optional.of(words.pair(m.group(1), m.group(2)))
                    : Optional.empty()));
    rules.add(
        when(
            "(?<!(?<!\\p{L})\\p{L}{1,2}-)("
                + number
                + ")(?:"
                + DASH
                + "|\\s[–—]\\s)(?="
                + number
                + "(?!-?\\d|/\\d|\\s?=|-\\p{L}{1,2}(?!\\p{L})))",
            (m, c) ->
                Optional.of(
                    rangeStart(m.group(1))
                        + " "
                        + (c.before().equalsIgnoreCase("between") ? "and" : words.rangeWord()))));
    rules.add(
        when(
            "(\\d{1,6})\\s-\\s(?=(\\d{1,6})(?![\\d.,]\\d|\\s?[=+*/×÷-]))",
            (m, c) ->
                Long.parseLong(m.group(1)) < Long.parseLong(m.group(2))
                    ? Optional.of(words.cardinal(m.group(1)) + " " + words.rangeWord())
                    : Optional.empty()));
    rules.add(
        when(
            "(" + number + ")\\s?[x×](?=\\d)(?!\\s?10(?:\\^|[⁰¹²³⁴-⁹⁻]))",
            (m, c) ->
                Optional.of(words.cardinal(notation.plain(m.group(1))) + " " + words.byWord())));
    rules.add(
        when(
            "("
                + number
                + ")\\s?[x×]\\s?(?="
                + number
                + "\\s?(?:mm|cm|m|km|ft|in|feet|inches|metres|meters|yards)\\b)",
            (m, c) ->
                Optional.of(words.cardinal(notation.plain(m.group(1))) + " " + words.byWord())));
  }

  private String rangeStart(String written) {
    return written.startsWith("0") && !written.contains(".")
        ? words.digits(written)
        : words.cardinal(notation.plain(written));
  }

  private void addPlainNumbers(List<SpeechRule> rules) {
    rules.add(
        always(
            "(" + number + ")[eE]([+-]?\\d{1,3})" + END,
            m -> words.scientific(notation.plain(m.group(1)), m.group(2).replace("+", ""))));
    rules.add(when("[-−]\\s?(?=" + number + "\\s?=)", (m, c) -> Optional.of(words.minusWord())));
    rules.add(
        when(
            "[-−](?=[\\d.])",
            (m, c) -> isMinus(c.charBefore()) ? Optional.of(words.minusWord()) : Optional.empty()));
    rules.add(
        when(
            notation.whole() + "(?:" + (notation.isEnglish() ? "\\." : ",") + "\\d++){0,9}",
            (m, c) -> plainNumber(m.group(), c)));
    rules.add(
        when(
            "\\.\\d++",
            (m, c) ->
                Character.isLetterOrDigit(c.charBefore()) || c.charBefore() == '.'
                    ? Optional.empty()
                    : Optional.of(words.cardinal(m.group()))));
  }

  private static boolean isMinus(char before) {
    return !Character.isLetterOrDigit(before)
        && before != '-'
        && before != '−'
        && before != ')'
        && before != '.';
  }

  private Optional<String> plainNumber(String digits, Context c) {
    if (YearRules.isYear(digits) && years.readsAsYear(c)) {
      return Optional.of(years.year(digits));
    }
    return Optional.of(words.cardinal(notation.plain(digits)));
  }

  /** {@return 1/2 for the sign ½, by its compatibility form} */
  static String sign(String sign) {
    return Normalizer.normalize(sign, Normalizer.Form.NFKD).replace('⁄', '/');
  }

  private String fraction(String whole, String fraction) {
    String[] parts = fraction.split("/", -1);
    return words.fraction(whole == null ? "" : whole, parts[0], parts[1]);
  }
}
