// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decodes audio as far as checking needs it; implemented over the codec library. */
@FunctionalInterface
public interface PcmReader {
  /**
   * Reads the stream to its end; it belongs to the caller.
   *
   * @throws dev.testudo.synthesis.audio.AudioException if it cannot be decoded
   */
  Pcm read(InputStream encoded) throws IOException;

  /** Reads a take, which is short; worth overriding where decoding in memory is cheaper. */
  default Pcm readTake(byte[] flac) throws IOException {
    return read(new ByteArrayInputStream(flac));
  }

  /**
   * What was decoded.
   *
   * @param sha256 SHA-256 over the samples as 16-bit little-endian integers
   */
  record Pcm(String sha256, long samples, int sampleRateHz) {}
}
