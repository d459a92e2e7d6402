package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Where all randomness of a take comes from: its utterance key, the attempt and the stage. */
final class Seeds {
  static final String AUTOREGRESSIVE = "autoregressive";
  static final String DIFFUSION = "diffusion";
  static final String VOCODER = "vocoder";

  private Seeds() {}

  /** {@return the first 8 bytes of SHA-256 over {@code key/attempt/stage}, big-endian} */
  static long of(String key, int attempt, String stage) {
    byte[] text = (key + "/" + attempt + "/" + stage).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.newDigest().digest(text)).getLong();
  }
}
