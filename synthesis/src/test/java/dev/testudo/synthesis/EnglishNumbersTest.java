// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishNumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | zero",
        "000 | zero",
        "007 | seven",
        "13 | thirteen",
        "40 | forty",
        "42 | forty-two",
        "100 | one hundred",
        "101 | one hundred and one",
        "999 | nine hundred and ninety-nine",
        "1000 | one thousand",
        "1001 | one thousand and one",
        "1100 | one thousand, one hundred",
        "1000000 | one million",
        "1000017 | one million and seventeen",
        "2040300 | two million, forty thousand, three hundred",
        "1000000000000 | one trillion",
      })
  void counts(String digits, String words) {
    assertThat(EnglishNumbers.cardinal(digits, " and ")).isEqualTo(words);
  }

  @Test
  void leavesOutAnAndThatIsNotWanted() {
    assertThat(EnglishNumbers.cardinal("1234", " "))
        .isEqualTo("one thousand, two hundred thirty-four");
    assertThat(EnglishNumbers.cardinal("1005", " ")).isEqualTo("one thousand five");
  }

  @Test
  void spellsNumbersBeyondDecillions() {
    assertThat(EnglishNumbers.cardinal("1" + "0".repeat(33), " and ")).isEqualTo("one decillion");
    assertThat(EnglishNumbers.cardinal("2" + "0".repeat(36), " and "))
        .isEqualTo("two" + " zero".repeat(36));
  }

  @ParameterizedTest
  @CsvSource({
    "1, first",
    "2, second",
    "3, third",
    "5, fifth",
    "8, eighth",
    "9, ninth",
    "12, twelfth",
    "13, thirteenth",
    "20, twentieth",
    "21, twenty-first",
    "100, one hundredth",
    "1000003, one million and third",
  })
  void ranks(String digits, String words) {
    assertThat(EnglishNumbers.ordinal(digits)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "999, nine hundred ninety-nine",
    "1000, one thousand",
    "1001, ten oh one",
    "1066, ten sixty-six",
    "1700, seventeen hundred",
    "1909, nineteen oh nine",
    "1999, nineteen ninety-nine",
    "2000, two thousand",
    "2009, two thousand nine",
    "2010, twenty ten",
    "2999, twenty-nine ninety-nine",
    "3000, three thousand",
    "01984, nineteen eighty-four",
  })
  void speaksYears(String digits, String words) {
    assertThat(EnglishNumbers.spoken(digits)).isEqualTo(words);
  }
}
