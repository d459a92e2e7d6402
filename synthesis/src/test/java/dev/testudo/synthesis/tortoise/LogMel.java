// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

/** A plain log-mel spectrogram, to measure what may be heard: 50 ms windows, 12.5 ms apart. */
final class LogMel {
  static final int HOP = 200;
  private static final int WINDOW = 800;
  private static final int BANDS = 40;
  private static final double FLOOR = 1e-5;

  private final double[][] frames;

  LogMel(float[] samples, int sampleRateHz) {
    frames = new double[(samples.length - WINDOW) / HOP + 1][];
    double[] cosine = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      cosine[i] = Math.cos(2 * Math.PI * i / WINDOW);
    }
    for (int frame = 0; frame < frames.length; frame++) {
      frames[frame] = bands(magnitudes(samples, frame * HOP, cosine), sampleRateHz);
    }
  }

  /** A discrete Fourier transform as it is written in books. */
  private static double[] magnitudes(float[] samples, int start, double[] cosine) {
    double[] magnitudes = new double[WINDOW / 2 + 1];
    for (int k = 0; k < magnitudes.length; k++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < WINDOW; i++) {
        double value = samples[start + i] * (0.5 - 0.5 * cosine[i]);
        int turn = (int) ((long) i * k % WINDOW);
        real += value * cosine[turn];
        imaginary += value * cosine[(turn + WINDOW / 4) % WINDOW];
      }
      magnitudes[k] = Math.hypot(real, imaginary);
    }
    return magnitudes;
  }

  private static double[] bands(double[] magnitudes, int sampleRateHz) {
    double[] bands = new double[BANDS];
    double highest = mel(sampleRateHz / 2.0);
    for (int k = 0; k < magnitudes.length; k++) {
      double place = mel((double) k * sampleRateHz / WINDOW) / highest * (BANDS + 1) - 1;
      for (int band = (int) Math.floor(place); band <= (int) Math.floor(place) + 1; band++) {
        if (band >= 0 && band < BANDS) {
          bands[band] += magnitudes[k] * (1 - Math.abs(place - band));
        }
      }
    }
    for (int band = 0; band < BANDS; band++) {
      bands[band] = Math.log(Math.max(FLOOR, bands[band]));
    }
    return bands;
  }

  private static double mel(double hertz) {
    return Math.log1p(hertz / 700);
  }

  int frames() {
    return frames.length;
  }

  /** {@return the mean change over all bands from the frame before} */
  double step(int frame) {
    return distance(frames[frame - 1], frames[frame]);
  }

  /** {@return the mean difference over all bands and the frames that both have} */
  double distance(LogMel other) {
    int common = Math.min(frames.length, other.frames.length);
    double sum = 0;
    for (int frame = 0; frame < common; frame++) {
      sum += distance(frames[frame], other.frames[frame]);
    }
    return sum / common;
  }

  private static double distance(double[] one, double[] other) {
    double sum = 0;
    for (int band = 0; band < BANDS; band++) {
      sum += Math.abs(one[band] - other[band]);
    }
    return sum / BANDS;
  }
}
