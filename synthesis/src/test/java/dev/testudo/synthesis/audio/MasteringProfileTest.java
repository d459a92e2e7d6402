// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasteringProfileTest {
  private static final MasteringProfile AUDIOBOOK =
      new MasteringProfile("audiobook", -19, -3, 0, 150, 400, 800, 1500, 750, 2000);

  @Test
  void leavesTheRawProfileAlone() {
    MasteringProfile raw =
        new MasteringProfile(
            "raw", Double.NaN, Double.POSITIVE_INFINITY, 0, 150, 400, 800, 1500, 750, 2000);

    assertThat(raw.normalizes()).isFalse();
    assertThat(raw.outputRateHz(24_000)).isEqualTo(24_000);
    assertThat(BookGain.of(raw, -40)).isEqualTo(new BookGain(raw, 0));
    assertThat(new BookGain(raw, 0).limits(100)).isFalse();
  }

  @Test
  void refusesGainWithoutCeiling() {
    assertThatThrownBy(
            () -> new MasteringProfile("mine", -19, Double.POSITIVE_INFINITY, 0, 1, 2, 3, 4, 5, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot master by profile \"mine\": a loudness of -19.0 LUFS needs a peak ceiling,"
                + " or gain may clip");
  }

  @ParameterizedTest
  @CsvSource({"-19, 0", "-23.2, 4.0", "-23.3, 4.5", "-16.1, -3.0", "-19.24, 0", "-60, 41"})
  void roundsTheGainToHalfDecibels(double integratedLufs, double db) {
    assertThat(BookGain.of(AUDIOBOOK, integratedLufs).db()).isEqualTo(db);
  }

  @Test
  void leavesASilentBookAlone() {
    assertThat(BookGain.of(AUDIOBOOK, Double.NEGATIVE_INFINITY).db()).isZero();
  }

  @Test
  void limitsOnlyAboveTheCeiling() {
    BookGain gain = new BookGain(AUDIOBOOK, 6);

    assertThat(gain.limits(0.354)).isFalse(); // -9.02 dBTP + 6 dB
    assertThat(gain.limits(0.356)).isTrue(); // -8.97 dBTP + 6 dB
    assertThat(gain.limits(0)).isFalse();
  }
}
