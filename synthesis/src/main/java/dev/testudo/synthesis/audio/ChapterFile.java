// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A finished chapter.
 *
 * @param samples takes and pauses as they were written, at {@code sampleRateHz}, before mastering
 * @param masteredSamples in the file, at {@code masteredRateHz}: the same time within one sample
 * @param pcmSha256 of the file's audio, as {@link PcmDigest} computes it
 */
public record ChapterFile(
    Path file,
    long samples,
    int sampleRateHz,
    long masteredSamples,
    int masteredRateHz,
    String pcmSha256) {
  public ChapterFile {
    requireNonNull(file, "file is null");
    requireNonNull(pcmSha256, "pcmSha256 is null");
  }

  public double seconds() {
    return (double) masteredSamples / masteredRateHz;
  }
}
