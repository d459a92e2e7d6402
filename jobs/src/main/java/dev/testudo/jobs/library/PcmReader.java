package dev.testudo.jobs.library;

import java.io.IOException;
import java.io.InputStream;

/** Decodes an audio file as far as checking needs it; implemented over the codec library. */
@FunctionalInterface
public interface PcmReader {
  /** Reads the stream to its end; it belongs to the caller. */
  Pcm read(InputStream encoded) throws IOException;

  /**
   * What was decoded.
   *
   * @param sha256 SHA-256 over the samples as 16-bit little-endian integers
   */
  record Pcm(String sha256, long samples, int sampleRateHz) {}
}
