// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnglishCleaningTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "It cost \u00a320 or \u20ac5. | it cost pstwenty or eurfive.",
        "\u201cNo,\u201d \u2014 caf\u00e9\u2026 | no, -- cafe...",
        "$1 $1.01 $0 $.99 $5.5.5 | one dollar one dollar, one cent zero dollars ninety-nine cents"
            + " five point five.five dollars",
        "3.14159 | three point fourteen thousand, one hundred fifty-nine",
        "1001 1905 1984 2000 2005 2100 3000 |"
            + " ten oh one nineteen oh five nineteen eighty-four two thousand two thousand five"
            + " twenty-one hundred three thousand",
        "1st 12th 20th 101st 1,001st 123,456th | first twelfth twentieth one hundred and first"
            + " one thousand and first"
            + " one hundred and twenty-three thousand, four hundred and fifty-sixth",
        "1,000,000,000 | one billion",
        "Mrs. Bird, drs. on St. Ives St. | misess bird, doctors on saint ives saint",
        "\u0141\u00f3d\u017a \u00d8re \u0152uvre \u1e9e \u00bd | lodz ore oeuvre ss one/two",
        "\u4e2d | \u4e2d",
      })
  void cleansAsTheReference(String text, String cleaned) {
    assertThat(EnglishCleaning.clean(text).strip()).isEqualTo(cleaned);
  }

  @Test
  void collapsesSpacesButKeepsThoseAtTheEnds() {
    assertThat(EnglishCleaning.clean(" a \t\n b ")).isEqualTo(" a b ");
  }

  @Test
  void spellsWhatNobodyCounts() {
    assertThat(EnglishCleaning.clean("1".repeat(37))).startsWith("one one one").hasSize(37 * 4 - 1);
  }

  @Test
  void agreesWithTheReferenceOnWholeTexts() throws IOException {
    BpeTokenizer tokenizer = BpeTokenizer.read(Parity.file("data/tokenizer.json"));
    JsonNode rows =
        new ObjectMapper().readTree(Parity.file("tokenizer.json").toFile()).path("rows");
    int compared = 0;
    for (JsonNode row : rows) {
      String text = row.path("text").asText();
      // No table of ours has Chinese.
      if (text.codePoints().noneMatch(Character::isIdeographic)) {
        String cleaned = EnglishCleaning.clean(text);
        assertThat(cleaned).isEqualTo(row.path("cleaned").asText());
        assertThat(tokenizer.encode(cleaned)).isEqualTo(longs(row.path("ids")));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(rows.size() - 1);
  }

  private static long[] longs(JsonNode numbers) {
    long[] values = new long[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i).asLong();
    }
    return values;
  }
}
