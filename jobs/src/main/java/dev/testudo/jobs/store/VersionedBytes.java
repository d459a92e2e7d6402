// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.util.Objects.requireNonNull;

/** An object's bytes and the ETag that names exactly them. Owns its array. */
public final class VersionedBytes {
  private final byte[] bytes;
  private final String etag;

  /** Takes over {@code bytes}. */
  public VersionedBytes(byte[] bytes, String etag) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    this.etag = requireNonNull(etag, "etag is null");
  }

  /** {@return the bytes themselves, not a copy} */
  public byte[] bytes() {
    return bytes;
  }

  public String etag() {
    return etag;
  }
}
