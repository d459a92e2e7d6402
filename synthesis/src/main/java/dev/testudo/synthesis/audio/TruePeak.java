// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

/**
 * The largest absolute value between samples as well as at them: ITU-R BS.1770-4, Annex 2, with
 * four phases of a windowed sinc (12 taps each, Hann), the filter of libebur128. Phase 0 is the
 * signal itself.
 */
final class TruePeak {
  private static final int PHASES = 4;
  private static final int TAPS = 12;
  private static final double[][] BETWEEN = phasesBetweenSamples();

  private TruePeak() {}

  static double of(float[] samples) {
    double peak = 0;
    // Beyond both ends the signal is zero, but the filter still rings there.
    for (int at = -TAPS; at < samples.length; at++) {
      if (at >= 0) {
        peak = Math.max(peak, Math.abs(samples[at]));
      }
      for (double[] phase : BETWEEN) {
        peak = Math.max(peak, Math.abs(interpolate(samples, at, phase)));
      }
    }
    return peak;
  }

  private static double interpolate(float[] samples, int at, double[] phase) {
    double sum = 0;
    int first = Math.max(0, -at);
    int last = Math.min(TAPS, samples.length - at);
    for (int tap = first; tap < last; tap++) {
      sum += phase[tap] * samples[at + tap];
    }
    return sum;
  }

  /** {@code [phase][tap]}: sinc around the point {@code phase / 4} after the sixth tap. */
  private static double[][] phasesBetweenSamples() {
    double[][] phases = new double[PHASES - 1][TAPS];
    for (int phase = 1; phase < PHASES; phase++) {
      for (int tap = 0; tap < TAPS; tap++) {
        double distance = tap - (TAPS / 2 - 1) - (double) phase / PHASES;
        double window = 0.5 + 0.5 * Math.cos(2 * Math.PI * distance / TAPS);
        phases[phase - 1][tap] = window * Math.sin(Math.PI * distance) / (Math.PI * distance);
      }
    }
    return phases;
  }
}
