// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.Arrays;

/**
 * Joins windows of one waveform that overlap: each fades in over what the one before made there.
 */
final class Splice {
  private final int fade;
  private float[] overlap = new float[0];

  /**
   * @param fade samples over which two windows are mixed
   */
  Splice(int fade) {
    this.fade = fade;
  }

  /** {@return the samples of a window from begin to end, joined to what was returned before} */
  float[] join(float[] window, int begin, int end) {
    float[] chunk = Arrays.copyOfRange(window, begin, end);
    int mixed = Math.min(overlap.length, chunk.length);
    for (int i = 0; i < mixed; i++) {
      float share = mixed == 1 ? 0.5f : (float) i / (mixed - 1);
      chunk[i] = share * chunk[i] + (1 - share) * overlap[i];
    }
    overlap = Arrays.copyOfRange(window, end, Math.min(window.length, end + fade));
    return chunk;
  }
}
