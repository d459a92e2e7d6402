// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "8, 8 s",
    "41.54, 41.5 s",
    "59.94, 59.9 s",
    "59.96, 1 min 0 s",
    "200.4, 3 min 20 s",
    "3599.6, 1 h 0 min",
    "9780, 2 h 43 min"
  })
  void usesTheTwoLargestUnits(double seconds, String text) {
    assertThat(Durations.text(seconds)).isEqualTo(text);
  }
}
