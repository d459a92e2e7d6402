// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The start of a FLAC stream: the marker and the STREAMINFO block of RFC 9639, section 8.2, which
 * every stream must begin with.
 *
 * @param samples in each channel
 * @param md5 of the PCM, hexadecimal
 */
record FlacHeader(int sampleRateHz, int channels, int bits, long samples, String md5) {
  static final int STREAM_INFO_BYTES = 34;

  private static final int MARKER = 0x664c6143; // "fLaC"
  private static final int BLOCK_HEADER_BYTES = 4;
  private static final int LAST_BLOCK = 0x80000000;
  static final int STREAM_INFO_OFFSET = Integer.BYTES + BLOCK_HEADER_BYTES;
  private static final int RATE_OFFSET = STREAM_INFO_OFFSET + 10;
  private static final int MD5_OFFSET = STREAM_INFO_OFFSET + 18;

  /** Marker and STREAMINFO. */
  static final int BYTES = STREAM_INFO_OFFSET + STREAM_INFO_BYTES;

  /** {@return what comes before a STREAMINFO that is the only metadata block} */
  static byte[] start() {
    return ByteBuffer.allocate(STREAM_INFO_OFFSET)
        .putInt(MARKER)
        .putInt(LAST_BLOCK | STREAM_INFO_BYTES)
        .array();
  }

  static FlacHeader parse(byte[] flac) {
    ByteBuffer in = ByteBuffer.wrap(flac);
    // STREAMINFO is block type 0, so its header is its length, but for the last-block bit.
    if (flac.length < BYTES
        || in.getInt(0) != MARKER
        || (in.getInt(Integer.BYTES) & ~LAST_BLOCK) != STREAM_INFO_BYTES) {
      throw new AudioException("Cannot read FLAC: the stream does not begin with its header");
    }
    // 20 bits of sample rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
    long packed = in.getLong(RATE_OFFSET);
    return new FlacHeader(
        (int) (packed >>> 44),
        (int) (packed >>> 41 & 0x7) + 1,
        (int) (packed >>> 36 & 0x1f) + 1,
        packed & 0xfffffffffL,
        HexFormat.of().formatHex(flac, MD5_OFFSET, BYTES));
  }

  /** {@return where the frames begin, after all metadata blocks} */
  static int framesOffset(byte[] flac) {
    ByteBuffer in = ByteBuffer.wrap(flac);
    int offset = Integer.BYTES;
    int block;
    do {
      if (offset + BLOCK_HEADER_BYTES > flac.length) {
        throw new AudioException("Cannot read FLAC: the stream ends within its metadata");
      }
      block = in.getInt(offset);
      offset += BLOCK_HEADER_BYTES + (block & 0xffffff);
    } while (block >= 0); // the last block's top bit is set
    return Math.min(offset, flac.length);
  }

  static FlacHeader read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(BYTES));
    } catch (IOException | AudioException e) {
      throw new AudioException("Cannot read \"" + file + "\" as FLAC: " + e.getMessage(), e);
    }
  }

  double seconds() {
    return (double) samples / sampleRateHz;
  }
}
