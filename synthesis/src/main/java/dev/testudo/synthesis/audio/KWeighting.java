// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

/**
 * The K-weighting filter of ITU-R BS.1770-4, Annex 1: a high shelf for the head, then a high-pass.
 * The recommendation tabulates it at 48 kHz only; the analogue prototypes behind that table and
 * their bilinear transform at any rate are from B. De Man, "Evaluation of Implementations of the
 * EBU R128 Loudness Measurement" (AES 145, 2018), also used by libebur128 and pyloudnorm. State of
 * one signal; not safe for threads.
 */
final class KWeighting {
  private final Biquad shelf;
  private final Biquad highPass;

  KWeighting(int sampleRateHz) {
    shelf = shelf(sampleRateHz);
    highPass = highPass(sampleRateHz);
  }

  double filter(double x) {
    return highPass.filter(shelf.filter(x));
  }

  static Biquad shelf(int sampleRateHz) {
    double k = Math.tan(Math.PI * 1681.974450955533 / sampleRateHz);
    double q = 0.7071752369554196;
    double high = Math.pow(10, 3.999843853973347 / 20);
    double band = Math.pow(high, 0.4996667741545416);
    double a0 = 1 + k / q + k * k;
    return new Biquad(
        (high + band * k / q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - band * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0);
  }

  static Biquad highPass(int sampleRateHz) {
    double k = Math.tan(Math.PI * 38.13547087602444 / sampleRateHz);
    double q = 0.5003270373238773;
    double a0 = 1 + k / q + k * k;
    // The numerator is not normalized: so it stands in the recommendation's table.
    return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
  }

  /** A second-order section in transposed direct form II, with a0 = 1. */
  static final class Biquad {
    final double b0;
    final double b1;
    final double b2;
    final double a1;
    final double a2;
    private double s1;
    private double s2;

    Biquad(double b0, double b1, double b2, double a1, double a2) {
      this.b0 = b0;
      this.b1 = b1;
      this.b2 = b2;
      this.a1 = a1;
      this.a2 = a2;
    }

    double filter(double x) {
      double y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      return y;
    }
  }
}
