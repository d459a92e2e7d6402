// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.Waveform;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoudnessTest {
  @TempDir Path folder;

  /** Takes of odd lengths between odd pauses, loud and soft, against the ebur128 filter. */
  @ParameterizedTest
  @CsvSource({"16000, 1", "16000, 2", "22050, 3", "24000, 4", "24000, 5", "48000, 6"})
  void agreesWithFfmpegWithoutReadingAudioAgain(int rateHz, int seed) {
    Loudness loudness = new Loudness();
    Waveform[] parts = new Waveform[40];
    for (int i = 0; i < parts.length; i += 2) {
      double amplitude = i % 8 == 0 ? 0.1 : 0.6;
      parts[i] = Signals.speechLike(100L * seed + i, amplitude, rateHz / 3 + 1_237 * i, rateHz);
      parts[i + 1] = Signals.silence(rateHz / 7 + 531 * i, rateHz);
      loudness.take(LoudnessMeter.measure(parts[i])).pause(parts[i + 1].seconds());
    }
    Path file = folder.resolve("sequence.wav");
    AudioWriter.write(file, Signals.join(rateHz, parts));

    assertThat(loudness.integrated()).isCloseTo(Probe.integratedLufs(file), within(0.1));
  }

  @Test
  void gatesLongPausesOut() {
    TakeLoudness take = LoudnessMeter.measure(Signals.speechLike(1, 0.5, 160_000, 16_000));
    double dense = new Loudness().take(take).take(take).integrated();
    double sparse = new Loudness().take(take).pause(60).take(take).integrated();

    assertThat(sparse).isCloseTo(dense, within(0.2));
  }

  @Test
  void gatesSoftPassagesRelatively() {
    Waveform loud = Signals.sine(997, 0.5, 0, 160_000, 16_000);
    Waveform soft = Signals.sine(997, 0.05, 0, 160_000, 16_000);
    Loudness both = new Loudness();
    both.take(LoudnessMeter.measure(loud)).take(LoudnessMeter.measure(soft));

    // 20 LU below the loud part: gated. Ungated, the mean would be 3 LU lower.
    assertThat(both.integrated()).isCloseTo(-9.03, within(0.1));
  }

  @Test
  void isNegativeInfinityForSilence() {
    TakeLoudness silence = LoudnessMeter.measure(Signals.silence(50_000, 16_000));

    assertThat(new Loudness().integrated()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(new Loudness().take(silence).integrated()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void measuresWhatIsShorterThanABlock() {
    TakeLoudness blip = LoudnessMeter.measure(Signals.sine(997, 1, 0, 3_300, 16_000));

    assertThat(new Loudness().take(blip).integrated()).isCloseTo(-3.01, within(0.2));
  }

  @Test
  void refusesEnergiesThatDoNotCoverTheTake() {
    assertThatThrownBy(() -> new TakeLoudness(new float[3], 1_601, 16_000, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use 3 energies for 1601 samples at 16000 Hz: 2 are needed");
  }
}
