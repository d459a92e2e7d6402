// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.Hearing;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TakeReviewTest {
  private static final String TEXT =
      "He took the lamp from the table, and went down to the river without a word.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // What is said, and what is found.
        "he took the lamp from the table and went down to the river without a word|",
        "he took from the table and went down to the river without a word"
            + "|MISSING_WORDS (\"the lamp\")",
        "he took the lamp from the table and went down to river without a word"
            + "|MISSING_WORDS (\"the\")",
        "he took the lamp from the table and went down to the river without word"
            + "|MISSING_WORDS (\"a\")",
        "he took the lamp from the table the table and went down to the river without a word"
            + "|REPEATED_WORDS (\"the table\")",
        "he took the lamp from the table and went and went down to the river without a word"
            + "|REPEATED_WORDS (\"and went\")",
        "he took the lamp from the table and went down to the river without a word a word"
            + "|REPEATED_WORDS (\"a word\")",
        "he took the lamp from the table and went down to the river without a word good night"
            + "|EXTRA_SPEECH (\"good night\")",
        "mister brown he took the lamp from the table and went down to the river without a word"
            + "|EXTRA_SPEECH (\"mister brown\")",
        "he took the lamp from the table and went down to the river"
            + "|CUT_SHORT (\"without a word\")",
        "he took the lamp from the table and went down to the river without a wo"
            + "|CUT_SHORT (\"word\")",
        "he took the lamp from the table and went down to the garden without a word"
            + "|WRONG_WORDS (\"river\")",
        "it was a bright cold day in april and the clocks were striking thirteen"
            + "|WRONG_WORDS (\"the whole take\")",
      })
  void namesTheFaultAndTheWords(String said, String expected) {
    Hearing hearing = hear(new Speech().silence(5).say(said).silence(5));
    assertThat(sentences(hearing)).isEqualTo(expected == null ? "" : expected);
  }

  /** One letter in seven that is heard as its neighbour in the alphabet is how people speak. */
  @Test
  void aFewUnclearLettersAreNoFault() {
    Hearing hearing =
        hear(
            new Speech()
                .say("he took the lamp from the taple and vent down to the rifer without a word"));
    assertThat(hearing.findings()).isEmpty();
    assertThat(hearing.meanScore()).isBetween(0.7, 0.99);
  }

  @Test
  void wordsThatCanHardlyBeUnderstoodAreMumbled() {
    Hearing hearing =
        hear(
            new Speech()
                .say("he took the lamp from the taple ant wend down to the river without a word"));
    assertThat(sentences(hearing)).isEqualTo("MUMBLED (\"table, and went\")");
  }

  @Test
  void everyWordHasItsTimeAndItsPlaceInTheText() {
    Hearing hearing = hear(new Speech().silence(10).say("he").silence(7).say(TEXT.substring(3)));
    assertThat(hearing.words()).hasSize(16);
    Hearing.Word second = hearing.words().get(1);
    assertThat(second.text()).isEqualTo("took");
    assertThat(TEXT.substring(second.spokenStart(), second.spokenEnd())).isEqualTo("took");
    // 10 silent frames, a gap, two letters, 7 silent frames, a gap, the blank before the letter.
    assertThat(second.startMillis())
        .isEqualTo(20 * (10 + 1 + 2 * Speech.FRAMES_A_LETTER + 7 + 1 + 1));
    assertThat(second.score()).isEqualTo(1);
    for (int i = 1; i < hearing.words().size(); i++) {
      assertThat(hearing.words().get(i).startMillis())
          .isGreaterThanOrEqualTo(hearing.words().get(i - 1).endMillis());
    }
  }

  @Test
  void aTakeThatIsShorterThanItsLettersIsCutShort() {
    Hearing hearing = hear(new Speech().silence(3));
    assertThat(hearing.findings().get(0).sentence()).startsWith("CUT_SHORT (\"He took the lamp");
    assertThat(hearing.words()).hasSize(16);
  }

  @Test
  void aTextWithoutLettersIsNotHeard() {
    assertThat(
            TakeReview.of(
                    Letters.of("\u2026 5"),
                    new Speech().silence(9).posteriors(),
                    ListenerRule.DEFAULTS,
                    20)
                .isHeard())
        .isFalse();
  }

  private static String sentences(Hearing hearing) {
    return hearing.findings().stream()
        .map(Hearing.Finding::sentence)
        .collect(Collectors.joining(", "));
  }

  private static Hearing hear(Speech speech) {
    return TakeReview.of(Letters.of(TEXT), speech.posteriors(), ListenerRule.DEFAULTS, 20);
  }
}
