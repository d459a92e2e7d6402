// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/** A book's cover as it lies in the manuscript. Owns its bytes and hands out copies. */
public final class CoverImage {
  private final String mediaType;
  private final byte[] bytes;

  public CoverImage(String mediaType, byte[] bytes) {
    this.mediaType = requireNonNull(mediaType, "mediaType is null");
    this.bytes = bytes.clone();
  }

  /** {@return the media type, such as {@code image/jpeg}} */
  public String mediaType() {
    return mediaType;
  }

  public byte[] bytes() {
    return bytes.clone();
  }
}
