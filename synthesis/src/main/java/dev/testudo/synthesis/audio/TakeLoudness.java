// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

/**
 * What mastering needs to know of a take, so that a book's loudness is computed without reading
 * audio: K-weighted energies in steps of 100 ms, and the true peak. Owns its array: the constructor
 * takes it over, and callers of {@link #energies} must not write to it.
 */
public final class TakeLoudness {
  /** Steps per second: a gating block of 400 ms with 75 % overlap is four steps. */
  static final int STEPS_PER_SECOND = 10;

  private final float[] energies;
  private final long samples;
  private final int sampleRateHz;
  private final double truePeak;

  /**
   * @param energies mean squares of the K-weighted signal in each step; the last step covers what
   *     is left, and its mean is over that
   * @param truePeak largest absolute value of the signal oversampled four times, 1 = full scale
   */
  public TakeLoudness(float[] energies, long samples, int sampleRateHz, double truePeak) {
    long steps = steps(samples, sampleRateHz);
    if (energies.length != steps) {
      throw new IllegalArgumentException(
          "Cannot use %d energies for %d samples at %d Hz: %d are needed"
              .formatted(energies.length, samples, sampleRateHz, steps));
    }
    this.energies = energies;
    this.samples = samples;
    this.sampleRateHz = sampleRateHz;
    this.truePeak = truePeak;
  }

  /** {@return the energies themselves, not a copy} */
  public float[] energies() {
    return energies;
  }

  public double seconds() {
    return (double) samples / sampleRateHz;
  }

  public double truePeak() {
    return truePeak;
  }

  static long steps(long samples, int sampleRateHz) {
    return (samples * STEPS_PER_SECOND + sampleRateHz - 1) / sampleRateHz;
  }
}
