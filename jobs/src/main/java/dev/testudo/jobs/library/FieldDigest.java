// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.synthesis.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * SHA-256 over a sequence of fields. Each is preceded by its length, so that no two sequences of
 * fields have the same bytes.
 */
final class FieldDigest {
  private final MessageDigest digest = Sha256.newDigest();

  FieldDigest text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
    return this;
  }

  FieldDigest number(long value) {
    return text(Long.toString(value));
  }

  FieldDigest number(double value) {
    return text(Double.toString(value));
  }

  /** {@return the digest as 64 hex digits; nothing can be added after it} */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
