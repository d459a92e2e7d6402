// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

/** Root mean squares of consecutive windows. */
final class Levels {
  private Levels() {}

  /** {@return one level per window of this number of samples, the last one perhaps shorter} */
  static double[] rms(float[] samples, int window) {
    double[] levels = new double[(samples.length + window - 1) / window];
    for (int i = 0; i < levels.length; i++) {
      int end = Math.min(samples.length, (i + 1) * window);
      double energy = 0;
      for (int j = i * window; j < end; j++) {
        energy += (double) samples[j] * samples[j];
      }
      levels[i] = Math.sqrt(energy / (end - i * window));
    }
    return levels;
  }
}
