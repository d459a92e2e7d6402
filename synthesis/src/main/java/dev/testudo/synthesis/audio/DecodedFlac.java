// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What a FLAC file decodes to, for checking it against what was published.
 *
 * @param pcmSha256 as {@link PcmDigest} computes it
 */
public record DecodedFlac(String pcmSha256, long samples, int sampleRateHz) {
  public DecodedFlac {
    requireNonNull(pcmSha256, "pcmSha256 is null");
  }

  /**
   * Decodes the whole file without holding it in memory.
   *
   * @throws AudioException if it cannot be decoded to its end
   */
  public static DecodedFlac of(Path file) {
    FlacHeader header = FlacHeader.read(file);
    return new DecodedFlac(PcmDigest.ofFile(file), header.samples(), header.sampleRateHz());
  }
}
