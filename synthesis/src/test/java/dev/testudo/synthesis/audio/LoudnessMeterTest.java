// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.Waveform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoudnessMeterTest {
  /** Tables 1 and 2 of ITU-R BS.1770-4. */
  @Test
  void weightsAsTabulatedAt48kHz() {
    KWeighting.Biquad shelf = KWeighting.shelf(48_000);
    assertThat(shelf.b0).isCloseTo(1.53512485958697, within(1e-10));
    assertThat(shelf.b1).isCloseTo(-2.69169618940638, within(1e-10));
    assertThat(shelf.b2).isCloseTo(1.19839281085285, within(1e-10));
    assertThat(shelf.a1).isCloseTo(-1.69065929318241, within(1e-10));
    assertThat(shelf.a2).isCloseTo(0.73248077421585, within(1e-10));
    KWeighting.Biquad highPass = KWeighting.highPass(48_000);
    assertThat(highPass.a1).isCloseTo(-1.99004745483398, within(1e-10));
    assertThat(highPass.a2).isCloseTo(0.99007225036621, within(1e-10));
  }

  /** BS.1770-4: a full-scale 997 Hz sine in one channel reads -3.01 LKFS. */
  @ParameterizedTest
  @ValueSource(ints = {11_025, 16_000, 22_050, 24_000, 44_100, 48_000})
  void readsTheCalibrationToneAtAnyRate(int rateHz) {
    TakeLoudness take = LoudnessMeter.measure(Signals.sine(997, 1, 0, 5 * rateHz, rateHz));

    assertThat(new Loudness().take(take).integrated()).isCloseTo(-3.01, within(0.05));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_599, 1_600, 1_601, 17_600})
  void measuresStepsOf100Milliseconds(int samples) {
    TakeLoudness take = LoudnessMeter.measure(Signals.speechLike(1, 0.5, samples, 16_000));

    assertThat(take.energies()).hasSize((samples + 1_599) / 1_600);
    assertThat(take.seconds()).isEqualTo(samples / 16_000.0);
  }

  /** At a quarter of the sample rate with a phase of 45 degrees, all samples lie at 0.707. */
  @Test
  void findsThePeakBetweenSamples() {
    Waveform wave = Signals.sine(4_000, 1, Math.PI / 4, 1_600, 16_000);

    // The signal's hard start and end ring above 1, so they are faded.
    float[] samples = wave.samples().clone();
    for (int i = 0; i < 400; i++) {
      samples[i] *= i / 400f;
      samples[samples.length - 1 - i] *= i / 400f;
    }
    assertThat(samples[800]).isCloseTo(0.7071f, within(0.001f));
    assertThat(TruePeak.of(samples)).isCloseTo(1, within(0.02));
  }

  @Test
  void neverReportsLessThanTheSamplePeak() {
    float[] samples = new float[100];
    samples[0] = -0.9f;
    assertThat(TruePeak.of(samples)).isGreaterThanOrEqualTo(0.9f);
    assertThat(TruePeak.of(new float[0])).isZero();
  }
}
