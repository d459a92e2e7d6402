// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextHalvesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "she rose, and went. he stayed where he was | she rose, and went. | he stayed where he was",
        "she rose and went, he stayed where he was | she rose and went, | he stayed where he was",
        "one two three four | one two | three four",
        "no. this goes on for rather a long time | no. this goes on for | rather a long time",
        "unpronounceable x | unpronounceable | x",
      })
  void cutsWhereASpeakerWouldPause(String text, String first, String second) {
    assertThat(TextHalves.of(text)).contains(new TextHalves(first, second));
  }

  @Test
  void hasNoHalvesOfOneWord() {
    assertThat(TextHalves.of("unpronounceable")).isEmpty();
    assertThat(TextHalves.of(" a ")).isEmpty();
  }
}
