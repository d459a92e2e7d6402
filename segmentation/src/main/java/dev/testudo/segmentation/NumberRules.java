package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import dev.testudo.segmentation.Verbalizer.DateOrder;
import java.math.BigInteger;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Tells dates, times, years, codes, fractions, ranges and plain numbers apart. */
final class NumberRules {
  static final String DASH = "[-–—‐‑]";
  static final String FRACTION_SIGNS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒";
  private static final String END = "(?![\\p{L}\\d])";
  private static final String SUFFIX = "(?:st|nd|rd|th|ST|ND|RD|TH)";
  private static final String YEAR = "(\\d{4}(?:[–-]\\d{1,2}(?![\\d-]))?)";
  static final String NUMBERED_SCRIPTURE =
      "Sam|Kgs|Kings|Chr|Chron|Chronicles|Cor|Corinthians|Thess|Thessalonians|Tim|Timothy|Pet|Peter|Jn|John|Samuel";
  private static final int MAX_SPOKEN_DENOMINATOR = 1000;

  private final Notation notation;
  private final Verbalizer words;
  private final String number;
  private final String monthName;
  private final String shortMonth;

  NumberRules(Notation notation, Verbalizer words) {
    this.notation = notation;
    this.words = words;
    this.number = notation.number();
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
  List<SpeechRule> dateRules() {
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
                                + (m.group(4) == null ? "" : ", " + yearOrNumber(m.group(4))))));
    rules.add(
        when(
            "(" + shortMonth + ")\\.?,?\\s+(?=[12]\\d{3}(?!\\d))",
            (m, c) ->
                Optional.of(words.date(0, notation.month(m.group(1)), "", DateOrder.DAY_FIRST))));
    return rules;
  }

  List<SpeechRule> rules() {
    List<SpeechRule> rules = new ArrayList<>();
    addDates(rules);
    addTimes(rules);
    addCodes(rules);
    addYears(rules);
    addOrdinals(rules);
    addFractions(rules);
    addRanges(rules);
    addPlainNumbers(rules);
    return rules;
  }

  private void addDates(List<SpeechRule> rules) {
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
  }

  private void addTimes(List<SpeechRule> rules) {
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(\\d{1,2})(?:[:.](\\d{2}))?(?::(\\d{2}))?\\s*([AaPp])\\.?\\s?[Mm](?!\\p{L})\\.?(?!\\d)"
                  + "(\\s?"
                  + DASH
                  + "\\s?(?=\\d{1,2}(?:[:.]\\d{2})?\\s*[AaPp]\\.?[Mm]))?",
              (m, c) ->
                  clock(m.group(1), m.group(2), m.group(3))
                      .map(
                          time ->
                              time
                                  + " "
                                  + words.halfDay(m.group(4).charAt(0))
                                  + (m.group(5) == null ? "" : " " + words.rangeWord()))));
      rules.add(
          when(
              "(\\d{1,2})(?:[:.](\\d{2}))?(?=\\s?"
                  + DASH
                  + "\\s?\\d{1,2}(?:[:.]\\d{2})?\\s*[AaPp]\\.?[Mm](?!\\p{L}))(\\s?"
                  + DASH
                  + "\\s?)",
              (m, c) -> clock(m.group(1), m.group(2), null).map(t -> t + " " + words.rangeWord())));
      rules.add(
          when(
              "([012]\\d)([0-5]\\d)(?=\\s+(?:hours|hrs)\\b(?!\\s+of\\b))|(0\\d)([0-5]\\d)" + END,
              (m, c) -> {
                boolean hours = m.group(1) != null;
                boolean quarter = hours && m.group(2).matches("00|15|30|45");
                boolean clock = notation.is("clock-before", c.before());
                return clock || quarter || (hours && m.group(1).startsWith("0"))
                    ? Optional.of(
                        hours ? military(m.group(1), m.group(2)) : military(m.group(3), m.group(4)))
                    : Optional.empty();
              }));
      rules.add(
          when(
              "(\\d{1,2})\\.([0-5]\\d)(?![\\d.%]|\\.\\d|\\s?(?:percent|per"
                  + " cent|million|billion|miles|feet|seconds|minutes|points|metres|dollars|pounds|km|m|s|kg|mm|cm|in(?!\\s+the\\b))\\b)",
              (m, c) ->
                  isClockTime(m, c) ? clock(m.group(1), m.group(2), null) : Optional.empty()));
    } else {
      rules.add(
          when(
              "(\\d{1,2})(?:[:.](\\d{2}))? Uhr(?: (\\d{1,2}))?" + END,
              (m, c) ->
                  clock(m.group(1), m.group(2) == null ? m.group(3) : m.group(2), null)
                      .map(time -> time.contains(" Uhr") ? time : time + " Uhr")));
    }
    rules.add(
        when(
            "(\\d{1,2}):(\\d{2})" + DASH + "(?=\\d{1,2}:\\d{2}(?![\\d:]))",
            (m, c) -> clock(m.group(1), m.group(2), null).map(t -> t + " " + words.rangeWord())));
    rules.add(
        when(
            "(\\d{1,3}):(\\d{1,3})" + DASH + "(?=\\d{1,3}(?![\\d:]))",
            (m, c) -> Optional.of(verseOrRatio(m, c) + " " + words.rangeWord())));
    rules.add(
        when(
            "(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?![\\d:])",
            (m, c) -> {
              String before = c.before();
              boolean verse =
                  notation.is("scripture-name", before) || before.matches("\\p{Lu}\\p{Ll}{1,6}\\.");
              return verse
                  ? Optional.of(words.pair(m.group(1), m.group(2)))
                  : clock(m.group(1), m.group(2), m.group(3))
                      .map(
                          time ->
                              m.group(2).equals("00") && m.group(3) == null
                                  ? words.fullHour(Integer.parseInt(m.group(1)))
                                  : time)
                      .or(
                          () ->
                              m.group(3) == null
                                  ? Optional.of(verseOrRatio(m, c))
                                  : Optional.empty());
            }));
    rules.add(
        when(
            "(\\d+(?:\\.\\d+)?):(\\d+(?:\\.\\d+)?)(?![\\d:])",
            (m, c) ->
                m.group(1).length() > 3 || m.group(2).length() > 3
                    ? Optional.of(words.ratio(m.group(1), m.group(2)))
                    : Optional.empty()));
    rules.add(when("(\\d{1,3}):(\\d{1,3})(?![\\d:])", (m, c) -> Optional.of(verseOrRatio(m, c))));
  }

  private String verseOrRatio(Matcher m, Context c) {
    String before = c.before();
    boolean verse = !before.isEmpty() && Character.isUpperCase(before.charAt(0));
    return verse ? words.pair(m.group(1), m.group(2)) : words.ratio(m.group(1), m.group(2));
  }

  private boolean isClockTime(Matcher m, Context c) {
    int hour = Integer.parseInt(m.group(1));
    String before = c.before();
    boolean train =
        before.equalsIgnoreCase("the")
            && c.after().matches("train|bus|express|post|boat|local|special|up|down|from|to|for");
    return hour >= 1
        && hour <= 24
        && !m.group(1).startsWith("0")
        && ((notation.is("clock-before", before) && !c.after().matches("an|a|per"))
            || train
            || (before.equalsIgnoreCase("the")
                && c.after().isEmpty()
                && m.group(2).matches(".[05]")));
  }

  private String military(String hours, String minutes) {
    String hour =
        hours.startsWith("0") ? "oh " + words.cardinal(hours.substring(1)) : words.cardinal(hours);
    if (minutes.equals("00")) {
      return hour + " hundred";
    }
    return hour
        + " "
        + (minutes.startsWith("0")
            ? "oh " + words.cardinal(minutes.substring(1))
            : words.cardinal(minutes));
  }

  private void addCodes(List<SpeechRule> rules) {
    rules.add(
        always(
            "(?:\\+\\d{1,3}[ -]?)?(?:\\(\\d{3}\\)[\\s-]?|\\d{3}[-. ])\\d{3}[-."
                + " ]\\d{4}(?:-\\d{1,4})?(?!\\d)|\\d{3}-\\d{4}(?![\\d-])|\\+\\d[\\d"
                + " ()-]{6,18}\\d|0\\d{2,4} \\d{3,4} ?\\d{3,4}(?!\\d)",
            m -> (m.group().startsWith("+") ? "plus " : "") + words.digits(m.group())));
    rules.add(
        when(
            "1-([89]\\d\\d)-(?=[A-Z]{2,10}\\b)",
            (m, c) -> Optional.of("one, " + words.cardinal(m.group(1)) + ",")));
    rules.add(
        when(
            "\\d{1,3}(?:\\.\\d{1,3}){3}(?![\\d.]\\d)",
            (m, c) ->
                Optional.of(
                    String.join(
                        " " + words.dotWord() + " ",
                        List.of(m.group().split("\\.", -1)).stream()
                            .map(words::digits)
                            .toList()))));
    rules.add(
        when(
            "\\d{1,5}(?:-\\d{1,7}){2,5}-?[\\dX]?" + END,
            (m, c) ->
                Optional.of(words.digits(m.group()) + (m.group().endsWith("X") ? " X" : ""))));
    rules.add(
        when(
            "\\d{3}" + END + "(?![.,:-]\\d)",
            (m, c) ->
                notation.is("call", c.before())
                    ? Optional.of(words.digits(m.group()))
                    : Optional.empty()));
    if (notation.isEnglish()) {
      rules.add(
          when(
              "(?<=(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),?\\s)"
                  + "\\d{5}(?:-\\d{4})?"
                  + END,
              (m, c) -> Optional.of(words.digits(m.group()))));
    }
    if (notation.isEnglish()) {
      rules.add(
          when(
              "00([1-9])" + END + "(?![.,]\\d)",
              (m, c) ->
                  m.group(1).equals("7") || c.before().equalsIgnoreCase("agent")
                      ? Optional.of("double oh " + words.cardinal(m.group(1)))
                      : Optional.empty()));
      // U-235, F-111, US-101
      rules.add(
          when(
              "(?<=\\p{Lu}-)([1-9])([1-9]\\d|0[1-9])" + END + "(?![.,-]\\d)",
              (m, c) -> Optional.of(words.pair(m.group(1), m.group(2)))));
      rules.add(
          when(
              "([1-9])([1-9]\\d|0[1-9])" + END + "(?![.,]\\d)",
              (m, c) ->
                  notation.is("model-before", c.before())
                      ? Optional.of(words.pair(m.group(1), m.group(2)))
                      : Optional.empty()));
      rules.add(
          when(
              "(?<=\\b(?:ending in|PIN|PIN is|PIN was|code is|code was|password is)\\s)\\d{4}"
                  + END,
              (m, c) -> Optional.of(words.digits(m.group()))));
    }
    rules.add(when("401\\(?k\\)?" + END, (m, c) -> Optional.of(words.pair("4", "01") + " K")));
  }

  private void addYears(List<SpeechRule> rules) {
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
            "(" + notation.whole() + ")" + SUFFIX + "(?!\\p{L})",
            m -> words.ordinal(notation.plain(m.group(1)))));
    rules.add(
        when(
            "(\\d*[23])d(?![\\p{L}\\d.])(?=\\s+\\p{L})",
            (m, c) ->
                c.before().equalsIgnoreCase("the")
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
    if (isYear(digits) && readsAsYear(c)) {
      return Optional.of(year(digits));
    }
    return Optional.of(words.cardinal(notation.plain(digits)));
  }

  private static boolean isYear(String digits) {
    return digits.matches("1\\d{3}|20\\d\\d");
  }

  private boolean readsAsYear(Context c) {
    String before = c.before();
    if (notation.is("counted-after", before) || c.charBefore() == '#') {
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

  private String year(String digits) {
    return words.year(Integer.parseInt(digits));
  }

  private String yearOrNumber(String digits) {
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

  /** {@return 1/2 for the sign ½, by its compatibility form} */
  static String sign(String sign) {
    return Normalizer.normalize(sign, Normalizer.Form.NFKD).replace('⁄', '/');
  }

  private String fraction(String whole, String fraction) {
    String[] parts = fraction.split("/", -1);
    return words.fraction(whole == null ? "" : whole, parts[0], parts[1]);
  }

  private Optional<String> clock(String hour, String minute, String second) {
    int hours = Integer.parseInt(hour);
    int minutes = minute == null ? 0 : Integer.parseInt(minute);
    int seconds = second == null ? -1 : Integer.parseInt(second);
    return hours > 24 || minutes > 59 || seconds > 59
        ? Optional.empty()
        : Optional.of(words.clock(hours, minutes, seconds));
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
        : Optional.of(words.date(day, month, year == null ? "" : yearOrNumber(year), order));
  }
}
