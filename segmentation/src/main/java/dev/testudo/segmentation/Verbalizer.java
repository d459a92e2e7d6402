// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/**
 * The words of a language for each kind of written form. The rules decide what kind a form is; a
 * second language brings another verbalizer and other tables, and no other rules.
 *
 * <p>Numbers come in digits, without grouping marks, and with a point before decimals. Not
 * thread-safe.
 */
interface Verbalizer {
  /** {@return a count or a decimal number: "1204", "-3.14", "1.2.3"} */
  String cardinal(String number);

  String ordinal(String number);

  /** {@return several of a number, as in "the 747s"} */
  String plural(String number);

  /** {@return a year of one to four digits} */
  String year(int year);

  /** {@return the ten years from a year, or from a two-digit year} */
  String decade(int year);

  /** {@return digits one by one; anything but digits is a short pause} */
  String digits(String text);

  /** {@return letters one by one, as an initialism is said} */
  String letters(String letters);

  /** {@return a number that follows a name: Henry the eighth} */
  String regnal(String name, int number);

  /**
   * {@return a date}
   *
   * @param day 0 if there is none
   * @param month from 1
   * @param year in words already, or empty
   */
  String date(int day, int month, String year, DateOrder order);

  /** What a date begins with. */
  enum DateOrder {
    DAY_FIRST,
    MONTH_FIRST
  }

  /**
   * {@return a time of day}
   *
   * @param seconds negative if there are none
   */
  String clock(int hours, int minutes, int seconds);

  /** {@return an hour alone, as in 10:00} */
  String fullHour(int hours);

  /** {@return A M or P M} */
  String halfDay(char letter);

  /**
   * {@return an amount of money}
   *
   * @param scale a word such as million, or empty
   * @param units singular, plural, and the same of the hundredth part
   */
  String money(String amount, String scale, String[] units, Role role);

  /** Whether a quantity stands for itself or before a noun: five dollars, a five dollar bill. */
  enum Role {
    NOUN,
    ATTRIBUTE
  }

  /**
   * {@return pounds, shillings and pence}
   *
   * @param pounds empty if there are none; the others likewise
   * @param pence may have a fraction of a penny in words behind a blank
   */
  String oldMoney(String pounds, String shillings, String pence);

  /**
   * {@return a quantity and its unit}
   *
   * @param quantity in words
   */
  String measure(String quantity, boolean isOne, String[] units, Role role);

  /** {@return a fraction of one unit: half a mile, three quarters of an inch} */
  String partOf(String fraction, String[] units);

  /** {@return one unit for each other: kilometres per hour} */
  String per(String[] unit);

  /** {@return a fraction; whole is empty if there is none} */
  String fraction(String whole, String numerator, String denominator);

  /** {@return what is said after a base that is raised to a power} */
  String power(String exponent);

  /** {@return a number times a power of ten} */
  String scientific(String number, String exponent);

  /** {@return two numbers side by side: fifty fifty} */
  String pair(String first, String second);

  /** {@return a ratio: three to one} */
  String ratio(String first, String second);

  /** {@return the word between the ends of a range} */
  String rangeWord();

  /** {@return the word between the sides of an area: four by four} */
  String byWord();

  String minusWord();

  /** {@return the word for the dot in the name of a file or a site} */
  String dotWord();

  /** {@return an address of the web or of mail} */
  String address(String address);

  /** {@return the name of a Greek letter} */
  String greekLetter(int letter);
}
