// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrailingSilenceTest {
  private static final int RATE = 16_000;

  @Test
  void keepsEightyMillisecondsAfterTheLastSoundAndFadesOut() {
    float[] samples = sounding(RATE, 0.5f);
    Arrays.fill(samples, 8_000, RATE, 0.001f);
    float[] kept = TrailingSilence.trim(samples, RATE);
    assertThat(kept).hasSize(8_000 + 1_280);
    assertThat(Arrays.copyOf(kept, 9_200)).isEqualTo(Arrays.copyOf(samples, 9_200));
    assertThat(kept[kept.length - 1]).isZero();
    assertThat(kept[kept.length - 41]).isCloseTo(0.0005f, within(1e-6f));
  }

  @Test
  void leavesSilenceAtTheStartAndInside() {
    float[] samples = sounding(RATE, 0.5f);
    Arrays.fill(samples, 0, 4_000, 0);
    Arrays.fill(samples, 8_000, 12_000, 0);
    assertThat(TrailingSilence.trim(samples, RATE)).isSameAs(samples);
  }

  @Test
  void leavesQuietSpeechAndFullSilenceAlone() {
    float[] fading = sounding(RATE, 0.5f);
    for (int i = 8_000; i < RATE; i++) {
      fading[i] *= 0.02f; // a whisper, 34 dB down
    }
    assertThat(TrailingSilence.trim(fading, RATE)).isSameAs(fading);
    float[] silent = new float[RATE];
    assertThat(TrailingSilence.trim(silent, RATE)).isSameAs(silent);
    assertThat(TrailingSilence.trim(new float[0], RATE)).isEmpty();
  }

  private static float[] sounding(int samples, float level) {
    float[] wave = new float[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = i % 2 == 0 ? level : -level;
    }
    return wave;
  }
}
