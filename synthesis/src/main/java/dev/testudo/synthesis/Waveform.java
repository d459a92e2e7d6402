// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.util.Arrays;

/**
 * Mono audio. Owns its array: the constructor takes it over without a copy, and callers of {@link
 * #samples} must not write to it.
 */
public final class Waveform {
  private final float[] samples;
  private final int sampleRateHz;

  /** Takes over {@code samples}, nominally within [-1, 1]. */
  public Waveform(float[] samples, int sampleRateHz) {
    if (sampleRateHz < 1) {
      throw new IllegalArgumentException("Cannot play " + sampleRateHz + " samples per second");
    }
    this.samples = samples;
    this.sampleRateHz = sampleRateHz;
  }

  /** {@return the samples themselves, not a copy} */
  public float[] samples() {
    return samples;
  }

  public int sampleRateHz() {
    return sampleRateHz;
  }

  /** {@return this and then another of the same rate} */
  public Waveform followedBy(Waveform next) {
    float[] joined = Arrays.copyOf(samples, samples.length + next.samples.length);
    System.arraycopy(next.samples, 0, joined, samples.length, next.samples.length);
    return new Waveform(joined, sampleRateHz);
  }

  public double seconds() {
    return (double) samples.length / sampleRateHz;
  }
}
