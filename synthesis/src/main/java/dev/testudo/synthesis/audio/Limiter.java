// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.util.Locale;

/** FFmpeg's look-ahead limiter for true peaks. */
final class Limiter {
  private static final int OVERSAMPLING = 4;

  // Resampling back from the limiter's rate overshoots: by 0.4 dB with noise driven far into it.
  private static final double MARGIN_DB = 0.5;

  private Limiter() {}

  /**
   * {@return a filter that keeps true peaks below a ceiling; what follows it resamples}
   *
   * @param sampleRateHz that its output will be resampled to
   */
  static String filter(double ceilingDbtp, int sampleRateHz) {
    // The limiter sees samples only: oversampled, it sees the peaks between them too.
    return String.format(
        Locale.ROOT,
        "aformat=sample_fmts=dbl,%s,alimiter=limit=%.6f:attack=5:release=50:level=0:latency=1",
        Ffmpeg.resample(rateHz(sampleRateHz)),
        Math.pow(10, (ceilingDbtp - MARGIN_DB) / 20));
  }

  /** {@return the rate of the filter's output} */
  static int rateHz(int sampleRateHz) {
    return OVERSAMPLING * sampleRateHz;
  }
}
