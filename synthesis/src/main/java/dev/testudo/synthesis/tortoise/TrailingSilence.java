// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.Arrays;

/**
 * Cuts the silence after the last sound. Only the end is touched: what comes before it belongs to
 * the speech.
 */
final class TrailingSilence {
  private static final double WINDOW_SECONDS = 0.010;
  private static final double KEEP_SECONDS = 0.080;
  private static final double FADE_SECONDS = 0.005;

  /** A window is silent when it lies 45 dB below the loudest one. */
  private static final double SILENT_SHARE = Math.pow(10, -45 / 20.0);

  private TrailingSilence() {}

  /** {@return the samples to keep, faded out if anything was cut, else the given array itself} */
  static float[] trim(float[] samples, int sampleRateHz) {
    double[] levels = Levels.rms(samples, window(sampleRateHz));
    double threshold = Arrays.stream(levels).max().orElse(0) * SILENT_SHARE;
    int last = levels.length - 1;
    while (last >= 0 && levels[last] <= threshold) {
      last--;
    }
    int keep = (last + 1) * window(sampleRateHz) + (int) Math.round(KEEP_SECONDS * sampleRateHz);
    if (last < 0 || keep >= samples.length) {
      return samples;
    }
    float[] kept = Arrays.copyOf(samples, keep);
    int fade = (int) Math.round(FADE_SECONDS * sampleRateHz);
    for (int i = 0; i < fade; i++) {
      kept[keep - 1 - i] *= (float) i / fade;
    }
    return kept;
  }

  private static int window(int sampleRateHz) {
    return (int) Math.round(WINDOW_SECONDS * sampleRateHz);
  }
}
