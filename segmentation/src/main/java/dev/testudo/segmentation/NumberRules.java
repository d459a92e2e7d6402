package dev.testudo.segmentation;

import static dev.testudo.segmentation.SpeechRule.always;
import static dev.testudo.segmentation.SpeechRule.when;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How dates, times, money, quantities and plain numbers are said; the first rule that fits wins.
 */
final class NumberRules {
  private static final String WHOLE = "(?:\\d{1,3}(?:,\\d{3}){1,9}+(?!\\d)|\\d++)";
  private static final String NUMBER = WHOLE + "(?:\\.\\d++)?";
  private static final String DASH = "[-–—−]";
  private static final String MONTH =
      "(January|February|March|April|May|June|July|August|September|October|November|December)";
  private static final List<String> MONTHS = List.of(MONTH.replaceAll("[()]", "").split("\\|"));
  private static final String SHORT_MONTH =
      "((?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?=\\.))\\.";
  private static final String FRACTION_SIGN = "([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])";

  private final NumberSpeller speller;
  private final List<SpeechRule> rules = new ArrayList<>();

  NumberRules(NumberSpeller speller, List<TableResource.Row> units) {
    this.speller = speller;
    addDatesAndTimes();
    addMoney();
    addCodes();
    addQuantities();
    for (TableResource.Row unit : units) {
      addUnit(unit);
    }
    addPlainNumbers();
  }

  List<SpeechRule> rules() {
    return List.copyOf(rules);
  }

  private void addDatesAndTimes() {
    rules.add(when("(\\d{4})-(\\d{2})-(\\d{2})(?![\\d-])", this::isoDate));
    rules.add(
        always(
            "(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})(?!\\d)",
            m ->
                speller.cardinal(m.group(1))
                    + ", "
                    + speller.cardinal(m.group(2))
                    + ", "
                    + yearOrNumber(m.group(3))));
    rules.add(
        when(
            "(\\d{1,2}) " + MONTH + "(?:,? (\\d{4}))?(?![\\p{L}\\d])",
            m ->
                date(m.group(2), m.group(1), m.group(3))
                    .map(
                        ignored ->
                            "the "
                                + speller.ordinal(m.group(1))
                                + " of "
                                + m.group(2)
                                + comma(m.group(3)))));
    rules.add(
        when(
            "(\\d{1,2})(?:[:.](\\d{2}))?\\s*([AaPp])\\.?\\s?[Mm](?!\\p{L})\\.?",
            m ->
                clock(m.group(1), m.group(2))
                    .map(time -> time + " " + m.group(3).toUpperCase(Locale.ROOT) + " M")));
    rules.add(
        when(
            "(\\d{1,2}):(\\d{2})(?::\\d{2})?(?![\\d:])",
            m ->
                clock(m.group(1), m.group(2))
                    .map(time -> m.group(2).equals("00") ? time + " o'clock" : time)));
  }

  /** {@return the rules for dates that begin with a month} */
  List<SpeechRule> monthRules() {
    return List.of(
        when(
            "(?:"
                + MONTH
                + "|"
                + SHORT_MONTH
                + ")\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?(?![\\d:.]\\d|\\d|[-–]\\d)",
            m ->
                date(m.group(1) == null ? month(m.group(2)) : m.group(1), m.group(3), m.group(4))));
  }

  private void addMoney() {
    rules.add(
        always(
            "£(" + WHOLE + ")[., ]+(\\d{1,2})s\\.?(?:[, ]+(\\d{1,2})d\\.?)?(?!\\p{L})",
            m ->
                many(m.group(1), "pound")
                    + ", "
                    + many(m.group(2), "shilling")
                    + (m.group(3) == null
                        ? ""
                        : " and "
                            + (m.group(3).equals("1")
                                ? "one penny"
                                : speller.cardinal(m.group(3)) + " pence"))));
    rules.add(
        always(
            "([$£€])\\s?(" + NUMBER + ")(\\s(?:hundred|thousand|million|billion|trillion))?(?!\\d)",
            m -> money(m.group(1), m.group(2), m.group(3))));
  }

  private void addCodes() {
    rules.add(
        always(
            "(?:\\+\\d{1,3}[ -]?)?(?:\\(\\d{3}\\)\\s?|\\d{3}[- ])\\d{3}[- ]\\d{4}(?!\\d)|\\d{3}-\\d{4}(?![\\d-])|\\+\\d[\\d ]{6,16}\\d",
            m -> speller.digits(m.group())));
    rules.add(
        always(
            "\\d{1,5}(?:-\\d{1,7}){2,5}-?[\\dX]?(?![\\d\\p{L}])", m -> speller.digits(m.group())));
  }

  private void addQuantities() {
    rules.add(
        when(
            "(\\d{4})" + DASH + "(\\d{4}|\\d{2})(?![\\d-]|\\.\\d)",
            m ->
                speller.isYear(m.group(1))
                    ? Optional.of(speller.year(m.group(1)) + " to " + yearOrNumber(m.group(2)))
                    : Optional.empty()));
    rules.add(always("(\\d{4})s(?!\\p{L})", m -> NumberSpeller.plural(speller.year(m.group(1)))));
    rules.add(
        always("[’'‘]?(\\d0)s(?!\\p{L})", m -> NumberSpeller.plural(speller.cardinal(m.group(1)))));
    rules.add(
        always(
            "(" + WHOLE + ")(?:st|nd|rd|th|ST|ND|RD|TH)(?!\\p{L})",
            m -> speller.ordinal(m.group(1))));
    rules.add(
        always(
            "(?:(\\d{1,6})[ -]?)?" + FRACTION_SIGN, m -> mixed(m.group(1), fraction(m.group(2)))));
    rules.add(
        always(
            "(?:(\\d{1,6})[ -])?([1-9]\\d{0,2}/[1-9]\\d{0,2})(?![\\d/])",
            m -> mixed(m.group(1), m.group(2))));
    rules.add(
        always(
            "(" + NUMBER + ")" + DASH + "(?=" + NUMBER + "(?!-?\\d|/))",
            m -> number(m.group(1)) + " to"));
  }

  private void addUnit(TableResource.Row unit) {
    String[] spoken = unit.columns().get(2).split("/", -1);
    String many = spoken[spoken.length - 1];
    rules.add(
        always(
            "(" + NUMBER + ")\\s?(?:" + unit.form() + ")(?![\\p{L}\\d])",
            m -> speller.decimal(m.group(1)) + " " + (m.group(1).equals("1") ? spoken[0] : many)));
  }

  private void addPlainNumbers() {
    rules.add(always(WHOLE + "(?:\\.\\d++){0,9}", m -> number(m.group())));
    rules.add(always("(?<![\\p{L}\\d])[-−](?=" + NUMBER + ")", m -> "minus"));
    rules.add(always("(?<![\\p{L}\\d.])\\.\\d++", m -> speller.decimal(m.group())));
  }

  private String number(String number) {
    return speller.isYear(number) ? speller.year(number) : speller.decimal(number);
  }

  private String yearOrNumber(String digits) {
    return speller.isYear(digits) ? speller.year(digits) : speller.cardinal(digits);
  }

  private String many(String count, String thing) {
    return speller.decimal(count) + " " + thing + (count.equals("1") ? "" : "s");
  }

  /** {@return 1/2 for the sign ½, by its compatibility form} */
  private static String fraction(String sign) {
    return Normalizer.normalize(sign, Normalizer.Form.NFKD).replace('⁄', '/');
  }

  private String mixed(String whole, String fraction) {
    String[] parts = fraction.split("/", -1);
    String spoken = speller.fraction(parts[0], parts[1]);
    if (whole == null) {
      return spoken;
    }
    return speller.cardinal(whole) + " and " + spoken.replaceFirst("^one (?=half|quarter)", "a ");
  }

  private String money(String sign, String amount, String scale) {
    String unit = sign.equals("$") ? "dollar" : sign.equals("£") ? "pound" : "euro";
    if (scale != null) {
      return speller.decimal(amount) + scale + " " + unit + "s";
    }
    Matcher parts = Pattern.compile("(.*)\\.(\\d\\d)").matcher(amount);
    if (!parts.matches()) {
      return many(amount, unit);
    }
    String small = Integer.toString(Integer.parseInt(parts.group(2)));
    if (small.equals("0")) {
      return many(parts.group(1), unit);
    }
    String cents =
        sign.equals("£")
            ? speller.cardinal(small) + (small.equals("1") ? " penny" : " pence")
            : many(small, "cent");
    return parts.group(1).equals("0") ? cents : many(parts.group(1), unit) + " and " + cents;
  }

  private Optional<String> clock(String hour, String minute) {
    int hours = Integer.parseInt(hour);
    int minutes = minute == null ? 0 : Integer.parseInt(minute);
    if (hours > 24 || minutes > 59) {
      return Optional.empty();
    }
    String spoken = speller.cardinal(hours);
    return Optional.of(
        minutes == 0
            ? spoken
            : spoken + " " + (minutes < 10 ? "oh " : "") + speller.cardinal(minutes));
  }

  private Optional<String> isoDate(Matcher m) {
    int month = Integer.parseInt(m.group(2));
    return month < 1 || month > 12
        ? Optional.empty()
        : date(MONTHS.get(month - 1), m.group(3), m.group(1));
  }

  private Optional<String> date(String month, String day, String year) {
    int number = Integer.parseInt(day);
    return number < 1 || number > 31
        ? Optional.empty()
        : Optional.of(month + " " + speller.ordinal(day) + comma(year));
  }

  private String comma(String year) {
    return year == null ? "" : ", " + yearOrNumber(year);
  }

  private static String month(String shortName) {
    return MONTHS.stream()
        .filter(m -> m.startsWith(shortName.substring(0, 3)))
        .findFirst()
        .orElseThrow();
  }
}
