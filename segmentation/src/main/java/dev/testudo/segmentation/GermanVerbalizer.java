// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.stream.Collectors.joining;

import com.ibm.icu.util.ULocale;

/** What is said in German; the proof that a second language needs no other rules. */
final class GermanVerbalizer implements Verbalizer {
  private static final String[] MONTHS =
      "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
          .split(" ", -1);
  private static final String GREEK =
      "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda My Ny Xi Omikron Pi Rho"
          + " Sigma Sigma Tau Ypsilon Phi Chi Psi Omega";

  private final NumberSpeller speller =
      new NumberSpeller(
          ULocale.GERMAN, "%spellout-numbering", "%spellout-ordinal-n", "Komma", "minus");

  @Override
  public String cardinal(String number) {
    return speller.cardinal(number);
  }

  /** {@return one before a noun: ein Kilometer} */
  private String count(String number) {
    String spoken = cardinal(number);
    return spoken.endsWith("eins") ? spoken.substring(0, spoken.length() - 1) : spoken;
  }

  @Override
  public String ordinal(String number) {
    return speller.ordinal(number);
  }

  @Override
  public String plural(String number) {
    return cardinal(number) + "er";
  }

  @Override
  public String year(int year) {
    return year < 1100 || year >= 2000
        ? speller.cardinal(year)
        : speller.with("%spellout-numbering-year", year);
  }

  @Override
  public String decade(int year) {
    return (year < 100 ? speller.cardinal(year) : year(year)) + "er";
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
    String ordinal = ordinal(Integer.toString(number));
    String der = ordinal.endsWith("n") ? ordinal.substring(0, ordinal.length() - 1) : ordinal;
    return name + " der " + Character.toUpperCase(der.charAt(0)) + der.substring(1);
  }

  @Override
  public String date(int day, int month, String year, DateOrder order) {
    String name = MONTHS[month - 1];
    String after = year.isEmpty() ? "" : " " + year;
    return day == 0 ? name + after : ordinal(Integer.toString(day)) + " " + name + after;
  }

  @Override
  public String clock(int hours, int minutes, int seconds) {
    String time = count(Integer.toString(hours)) + " Uhr";
    if (minutes > 0) {
      time += " " + speller.cardinal(minutes);
    }
    return seconds > 0 ? time + " und " + speller.cardinal(seconds) + " Sekunden" : time;
  }

  @Override
  public String fullHour(int hours) {
    return count(Integer.toString(hours)) + " Uhr";
  }

  @Override
  public String halfDay(char letter) {
    return Character.toLowerCase(letter) == 'a' ? "vormittags" : "nachmittags";
  }

  @Override
  public String money(String amount, String scale, String[] units, Role role) {
    if (!scale.isEmpty()) {
      return cardinal(amount) + " " + scale + " " + units[1];
    }
    int point = amount.indexOf('.');
    String whole = point < 0 ? amount : amount.substring(0, point);
    String part = point < 0 ? "" : amount.substring(point + 1);
    if (!part.isEmpty() && part.length() != 2) {
      return cardinal(amount) + " " + units[1];
    }
    String small = part.isEmpty() ? "0" : Integer.toString(Integer.parseInt(part));
    String sum = count(whole) + " " + (NumberSpeller.isOne(whole) ? units[0] : units[1]);
    if (small.equals("0")) {
      return sum;
    }
    return whole.matches("0*")
        ? count(small) + " " + (small.equals("1") ? units[2] : units[3])
        : sum + " " + cardinal(small);
  }

  @Override
  public String oldMoney(String pounds, String shillings, String pence) {
    StringBuilder spoken = new StringBuilder();
    add(spoken, pounds, "Pfund");
    add(spoken, shillings, "Schilling");
    add(spoken, pence, "Pence");
    return spoken.toString();
  }

  private void add(StringBuilder spoken, String number, String unit) {
    if (!number.isEmpty()) {
      spoken.append(spoken.isEmpty() ? "" : " ").append(count(number)).append(' ').append(unit);
    }
  }

  @Override
  public String measure(String quantity, boolean isOne, String[] units, Role role) {
    return isOne ? "ein " + units[0] : quantity + " " + units[units.length - 1];
  }

  @Override
  public String partOf(String fraction, String[] units) {
    return fraction + " " + units[0];
  }

  @Override
  public String per(String[] unit) {
    return "pro " + unit[0];
  }

  @Override
  public String fraction(String whole, String numerator, String denominator) {
    String part = denominator.equals("2") ? "halb" : tenths(denominator);
    String spoken = numerator.equals("1") ? "ein " + part : cardinal(numerator) + " " + part;
    if (whole.isEmpty()) {
      return spoken;
    }
    return denominator.equals("2") && numerator.equals("1")
        ? (whole.equals("1") ? "eineinhalb" : cardinal(whole) + "einhalb")
        : cardinal(whole) + " " + spoken;
  }

  private String tenths(String denominator) {
    String ordinal = ordinal(denominator);
    String stem = ordinal.endsWith("en") ? ordinal.substring(0, ordinal.length() - 2) : ordinal;
    String whole = stem + "el";
    return Character.toUpperCase(whole.charAt(0)) + whole.substring(1);
  }

  @Override
  public String power(String exponent) {
    return "hoch " + (exponent.matches("-?\\d+") ? cardinal(exponent) : exponent);
  }

  @Override
  public String scientific(String number, String exponent) {
    return cardinal(number) + " mal zehn hoch " + cardinal(exponent);
  }

  @Override
  public String pair(String first, String second) {
    return cardinal(first) + " " + cardinal(second);
  }

  @Override
  public String ratio(String first, String second) {
    return cardinal(first) + " zu " + cardinal(second);
  }

  @Override
  public String rangeWord() {
    return "bis";
  }

  @Override
  public String byWord() {
    return "mal";
  }

  @Override
  public String minusWord() {
    return "minus";
  }

  @Override
  public String dotWord() {
    return "Punkt";
  }

  @Override
  public String address(String address) {
    String spoken =
        address
            .replaceAll("/+$", "")
            .replaceAll("\\bwww\\b", "w w w")
            .replace(".", " Punkt ")
            .replaceAll("/+", " Schrägstrich ")
            .replace("@", " at ")
            .replace("-", " Bindestrich ")
            .replace("_", " Unterstrich ");
    return spoken.strip().replaceAll("[^\\p{L}\\d ]+", " ").replaceAll("\\s+", " ");
  }

  @Override
  public String greekLetter(int letter) {
    int index = Character.toLowerCase(letter) - 'α';
    String[] names = GREEK.split(" ", -1);
    return index >= 0 && index < names.length ? names[index] : "";
  }
}
