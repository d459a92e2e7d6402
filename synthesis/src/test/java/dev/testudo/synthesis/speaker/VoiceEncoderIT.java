// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.speaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Waveform;
import java.util.List;
import org.junit.jupiter.api.Test;

class VoiceEncoderIT {
  /** Harmonics that fall off: a hum of its own pitch and colour, as in test_voice_encoder.py. */
  private static Waveform hum(double hertz, double dark, int rate, double gain) {
    float[] samples = new float[2 * rate];
    for (int i = 0; i < samples.length; i++) {
      for (int n = 1; n < 20; n++) {
        samples[i] +=
            (float) (gain * Math.sin(2 * Math.PI * hertz * n * i / rate) * Math.exp(-dark * n));
      }
    }
    return new Waveform(samples, rate);
  }

  @Test
  void tellsVoicesApartWhateverTheirLevelAndRate() {
    try (VoiceEncoder encoder = new VoiceEncoder()) {
      float[] voice = encoder.embed(List.of(hum(110, 0.2, 24_000, 0.1)));
      float[] again = encoder.embed(List.of(hum(110, 0.2, 16_000, 0.02)));
      float[] other = encoder.embed(List.of(hum(220, 0.5, 24_000, 0.1)));
      assertThat(VoiceEncoder.similarity(voice, again)).isCloseTo(1, within(0.01));
      assertThat(VoiceEncoder.similarity(voice, other)).isCloseTo(0.537, within(0.005));
      float[] both = encoder.embed(List.of(hum(110, 0.2, 24_000, 1), hum(220, 0.5, 24_000, 1)));
      assertThat(VoiceEncoder.similarity(both, voice))
          .isCloseTo(VoiceEncoder.similarity(both, other), within(0.001));
    }
  }

  @Test
  void refusesRatesWithoutTheSoundsThatItKnows() {
    try (VoiceEncoder encoder = new VoiceEncoder()) {
      assertThatThrownBy(() -> encoder.embed(List.of(hum(110, 0.2, 8_000, 0.1))))
          .isInstanceOf(SynthesisException.class)
          .hasMessageContaining("Cannot compare voices at 8000 samples per second");
    }
  }
}
