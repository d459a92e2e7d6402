// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

/**
 * A take's sound: FLAC bytes, what they decode to, and the measurements by which a book's loudness
 * is known without decoding anything. Owns its arrays: the constructor takes them over, and callers
 * must not write to what the accessors return.
 */
public final class TakeAudio {
  private final byte[] flac;
  private final long samples;
  private final int sampleRateHz;
  private final String pcmSha256;
  private final float[] energies;
  private final float truePeak;

  /**
   * @param flac the encoded bytes; empty when only the metrics were read
   * @param samples decoded length
   * @param pcmSha256 SHA-256 over the decoded samples as 16-bit little-endian integers
   * @param energies mean K-weighted power of each 100 ms, full scale = 1
   * @param truePeak largest absolute value between and on the samples, full scale = 1
   */
  public TakeAudio(
      byte[] flac,
      long samples,
      int sampleRateHz,
      String pcmSha256,
      float[] energies,
      float truePeak) {
    this.flac = requireNonNull(flac, "flac is null");
    this.samples = samples;
    this.sampleRateHz = sampleRateHz;
    this.pcmSha256 = requireNonNull(pcmSha256, "pcmSha256 is null");
    this.energies = requireNonNull(energies, "energies is null");
    this.truePeak = truePeak;
  }

  public byte[] flac() {
    return flac;
  }

  public long samples() {
    return samples;
  }

  public int sampleRateHz() {
    return sampleRateHz;
  }

  public String pcmSha256() {
    return pcmSha256;
  }

  public float[] energies() {
    return energies;
  }

  public float truePeak() {
    return truePeak;
  }

  public double seconds() {
    return sampleRateHz > 0 ? (double) samples / sampleRateHz : 0;
  }
}
