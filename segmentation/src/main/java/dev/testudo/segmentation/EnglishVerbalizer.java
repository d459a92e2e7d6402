// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.stream.Collectors.joining;

import com.ibm.icu.util.ULocale;
import java.util.Locale;

/** What is said in English. Initialisms are capital letters with blanks between them: U S A. */
final class EnglishVerbalizer implements Verbalizer {
  private static final String[] MONTHS =
      "January February March April May June July August September October November December"
          .split(" ", -1);
  private static final String[] PENCE =
      ("no pence,one penny,twopence,threepence,fourpence,fivepence,sixpence,sevenpence,eightpence,"
              + "ninepence,tenpence,elevenpence")
          .split(",", -1);
  private static final String GREEK =
      "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
          + " sigma sigma tau upsilon phi chi psi omega";

  private final NumberSpeller speller =
      new NumberSpeller(
          ULocale.ENGLISH,
          "%spellout-numbering-verbose",
          "%spellout-ordinal-verbose",
          "point",
          "minus");

  @Override
  public String cardinal(String number) {
    return speller.cardinal(number);
  }

  @Override
  public String ordinal(String number) {
    return speller.ordinal(number);
  }

  @Override
  public String plural(String number) {
    if (number.matches("10{2,}")) {
      return pluralOf(cardinal(number).replaceFirst("^one ", ""));
    }
    boolean model = number.matches("[1-9]\\d[1-9]");
    return pluralOf(
        model
            ? cardinal(number.substring(0, 1)) + " " + twoDigits(number.substring(1))
            : cardinal(number));
  }

  static String pluralOf(String word) {
    if (word.endsWith("half")) {
      return word.substring(0, word.length() - 1) + "ves";
    }
    if (word.endsWith("y")) {
      return word.substring(0, word.length() - 1) + "ies";
    }
    return word + (word.endsWith("x") ? "es" : "s");
  }

  @Override
  public String year(int year) {
    return year % 1000 < 10 || year < 1000
        ? speller.cardinal(year)
        : speller.with("%spellout-numbering-year", year).replace("oh-", "oh ");
  }

  @Override
  public String decade(int year) {
    return pluralOf(year < 100 ? speller.cardinal(year) : year(year));
  }

  @Override
  public String digits(String text) {
    return speller.digits(text);
  }

  @Override
  public String letters(String letters) {
    return letters
        .codePoints()
        .filter(Character::isLetter)
        .mapToObj(Character::toString)
        .collect(joining(" "));
  }

  @Override
  public String regnal(String name, int number) {
    return name + " the " + ordinal(Integer.toString(number));
  }

  @Override
  public String date(int day, int month, String year, DateOrder order) {
    String name = MONTHS[month - 1];
    String after = year.isEmpty() ? "" : ", " + year;
    if (day == 0) {
      return name;
    }
    String ordinal = ordinal(Integer.toString(day));
    return order == DateOrder.DAY_FIRST
        ? "the " + ordinal + " of " + name + after
        : name + " " + ordinal + after;
  }

  @Override
  public String clock(int hours, int minutes, int seconds) {
    String time = speller.cardinal(hours);
    if (minutes == 0 && seconds > 0) {
      time += " o'clock";
    } else if (minutes > 0) {
      time += " " + (minutes < 10 ? "oh " : "") + speller.cardinal(minutes);
    }
    return seconds > 0
        ? time + " and " + speller.cardinal(seconds) + (seconds == 1 ? " second" : " seconds")
        : time;
  }

  @Override
  public String fullHour(int hours) {
    return hours > 12 || hours == 0
        ? speller.cardinal(hours) + " hundred"
        : speller.cardinal(hours) + " o'clock";
  }

  @Override
  public String halfDay(char letter) {
    return Character.toUpperCase(letter) + " M";
  }

  @Override
  public String money(String amount, String scale, String[] units, Role role) {
    String one = units[0];
    String many = role == Role.ATTRIBUTE ? one : units[1];
    if (!scale.isEmpty()) {
      return cardinal(amount) + " " + scale + " " + many;
    }
    int point = amount.indexOf('.');
    String whole = point < 0 ? amount : amount.substring(0, point);
    String part = point < 0 ? "" : amount.substring(point + 1);
    boolean cents = part.matches("\\d\\d|\\d\\d0") || part.matches("\\d");
    if (point >= 0 && !cents) {
      return part.matches("0+") ? count(whole, one, many) : cardinal(amount) + " " + many;
    }
    String hundredths = part.length() == 1 ? part + "0" : part;
    String small =
        part.isEmpty() ? "0" : Integer.toString(Integer.parseInt(hundredths.substring(0, 2)));
    if (small.equals("0")) {
      return count(whole, one, many);
    }
    String smallOne = units[2];
    String smallUnits = count(small, smallOne, role == Role.ATTRIBUTE ? smallOne : units[3]);
    boolean none = whole.isEmpty() || whole.matches("0+");
    return none ? smallUnits : count(whole, one, many) + " and " + smallUnits;
  }

  private String count(String number, String one, String many) {
    return cardinal(number) + " " + (NumberSpeller.isOne(number) ? one : many);
  }

  @Override
  public String oldMoney(String pounds, String shillings, String pence) {
    StringBuilder spoken = new StringBuilder();
    if (!pounds.isEmpty()) {
      spoken.append(count(pounds, "pound", "pounds"));
    }
    if (!shillings.isEmpty() && !(shillings.equals("0") && !pounds.isEmpty())) {
      spoken.append(spoken.isEmpty() ? "" : ", ").append(count(shillings, "shilling", "shillings"));
    }
    if (!pence.isEmpty() && !(pence.equals("0") && !spoken.isEmpty())) {
      spoken.append(spoken.isEmpty() ? "" : " and ").append(pence(pence));
    }
    return spoken.toString();
  }

  private String pence(String pence) {
    int space = pence.indexOf(' ');
    if (space >= 0) {
      return pence.substring(space + 1) + " pence";
    }
    int count = Integer.parseInt(pence);
    return count < PENCE.length ? PENCE[count] : cardinal(pence) + " pence";
  }

  @Override
  public String measure(String quantity, boolean isOne, String[] units, Role role) {
    return quantity + " " + (isOne || role == Role.ATTRIBUTE ? units[0] : units[units.length - 1]);
  }

  @Override
  public String partOf(String fraction, String[] units) {
    String unit = ("aeiou".indexOf(units[0].charAt(0)) >= 0 ? "an " : "a ") + units[0];
    return fraction.equals("one half") ? "half " + unit : fraction + " of " + unit;
  }

  @Override
  public String per(String[] unit) {
    return "per " + unit[0];
  }

  @Override
  public String fraction(String whole, String numerator, String denominator) {
    long count = Long.parseLong(numerator);
    String part =
        switch (denominator) {
          case "1" -> "over one";
          case "2" -> "half";
          case "4" -> "quarter";
          default ->
              denominator.matches("10{2,}")
                  ? ordinal(denominator).replaceFirst("^one ", "")
                  : ordinal(denominator);
        };
    boolean over = denominator.equals("1");
    String spoken = cardinal(numerator) + " " + (count == 1 || over ? part : pluralOf(part));
    if (whole.isEmpty()) {
      return spoken;
    }
    return cardinal(whole) + " and " + spoken.replaceFirst("^one (?=half|quarter)", "a ");
  }

  @Override
  public String power(String exponent) {
    return switch (exponent) {
      case "2" -> "squared";
      case "3" -> "cubed";
      default ->
          exponent.startsWith("-")
              ? "to the minus " + name(exponent.substring(1))
              : exponent.matches("\\d+") ? "to the " + ordinal(exponent) : "to the " + exponent;
    };
  }

  private String name(String exponent) {
    return exponent.matches("\\d+") ? cardinal(exponent) : exponent;
  }

  @Override
  public String scientific(String number, String exponent) {
    String power =
        exponent.startsWith("-") ? "minus " + cardinal(exponent.substring(1)) : ordinal(exponent);
    return cardinal(number) + " times ten to the " + power;
  }

  @Override
  public String pair(String first, String second) {
    return cardinal(first) + " " + pairSecond(second);
  }

  private String pairSecond(String second) {
    return second.length() == 2 && second.startsWith("0")
        ? "oh " + cardinal(second.substring(1))
        : cardinal(second);
  }

  private String twoDigits(String digits) {
    return digits.startsWith("0") ? "oh " + cardinal(digits.substring(1)) : cardinal(digits);
  }

  @Override
  public String ratio(String first, String second) {
    return cardinal(first) + " to " + cardinal(second);
  }

  @Override
  public String rangeWord() {
    return "to";
  }

  @Override
  public String byWord() {
    return "by";
  }

  @Override
  public String minusWord() {
    return "minus";
  }

  @Override
  public String dotWord() {
    return "dot";
  }

  @Override
  public String address(String address) {
    String spoken =
        address
            .replaceAll("/+$", "")
            .replaceAll("\\bwww\\b", "w w w")
            .replace(".", " dot ")
            .replaceAll("/+", " slash ")
            .replace("@", " at ")
            .replace("-", " dash ")
            .replace("_", " underscore ")
            .replace("~", " tilde ")
            .replace("?", " question mark ")
            .replace("=", " equals ")
            .replace("&", " and ")
            .replace("#", " hash ")
            .replace("+", " plus ")
            .replace(":", " colon ")
            .replace("%", " percent ");
    StringBuilder words = new StringBuilder();
    for (String part : spoken.strip().split("\\s+|(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)", -1)) {
      words.append(words.isEmpty() || part.isEmpty() ? "" : " ").append(addressPart(part));
    }
    return words.toString();
  }

  // Numbers of three digits are codes, of four perhaps years; what has no vowel is spelled.
  private String addressPart(String part) {
    if (part.matches("\\d+")) {
      boolean year = part.matches("1[89]\\d\\d|20\\d\\d");
      return year
          ? year(Integer.parseInt(part))
          : part.length() > 2 ? digits(part) : cardinal(part);
    }
    return part.matches("(?i)(?!js)[b-df-hj-np-tv-xz]{2,5}|uk|us|eu|ie|ai|io|au|ru|api|html|url")
        ? letters(part.toUpperCase(Locale.ROOT))
        : part;
  }

  @Override
  public String greekLetter(int letter) {
    int small = Character.toLowerCase(letter);
    if (small == 'µ') {
      return "mu";
    }
    int index = small - 'α';
    String[] names = GREEK.split(" ", -1);
    return index >= 0 && index < names.length ? names[index].toLowerCase(Locale.ROOT) : "";
  }
}
