// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Where all randomness of a take comes from: its utterance key, the attempt and the stage. */
final class Seeds {
  private Seeds() {}

  /**
   * {@return the key under which a window of frames draws the noise that the whole utterance has
   * there} Counters are multiplied by this constant and added to the key, and a frame's counter is
   * its number: {@code BUNDLE.md} has the formula.
   *
   * @param frame the window's first, an even one
   */
  static long atFrame(long key, int frame) {
    return key + frame * 0x9E3779B97F4A7C15L;
  }

  /** {@return the first 8 bytes of SHA-256 over {@code key/attempt/stage}, big-endian} */
  static long of(String key, int attempt, String stage) {
    byte[] text = (key + "/" + attempt + "/" + stage).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.newDigest().digest(text)).getLong();
  }
}
