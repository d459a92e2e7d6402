// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.synthesis.Sha256;
import java.util.Optional;

/**
 * A manuscript that a library keeps beside its plan, so that it can be handed out again with sound:
 * an EPUB. Owns its bytes: callers must not write to them.
 */
public final class KeptManuscript {
  private final String path;
  private final byte[] content;

  private KeptManuscript(String path, byte[] content) {
    this.path = path;
    this.content = content;
  }

  /** {@return the manuscript as it is kept for a book; empty if it is not an EPUB} */
  public static Optional<KeptManuscript> of(String book, byte[] content) {
    return ManuscriptReader.isEpub(content)
        ? Optional.of(new KeptManuscript(Paths.original(book, Sha256.ofBytes(content)), content))
        : Optional.empty();
  }

  /** {@return where it lies in the library} */
  public String path() {
    return path;
  }

  byte[] content() {
    return content;
  }
}
