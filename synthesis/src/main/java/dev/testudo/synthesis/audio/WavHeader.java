// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The 44 bytes before the samples of a mono 16-bit WAV file. */
final class WavHeader {
  /** The length of a file that is still being written. */
  static final long UNKNOWN_BYTES = 0xFFFF_FFFFL - WavHeader.BYTES;

  private static final int BYTES = 44;

  private WavHeader() {}

  static byte[] of(int sampleRateHz, long pcmBytes) {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii("RIFF"))
        .putInt((int) (BYTES - 8 + pcmBytes))
        .put(ascii("WAVEfmt "))
        .putInt(16) // bytes of this block
        .putShort((short) 1) // PCM
        .putShort((short) 1) // mono
        .putInt(sampleRateHz)
        .putInt(sampleRateHz * Pcm16.BYTES_PER_SAMPLE)
        .putShort((short) Pcm16.BYTES_PER_SAMPLE)
        .putShort((short) Short.SIZE)
        .put(ascii("data"))
        .putInt((int) pcmBytes)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
