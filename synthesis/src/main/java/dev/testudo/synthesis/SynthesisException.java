// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

/** Rendering failed; the message is one sentence. */
public final class SynthesisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Category category;

  public SynthesisException(Category category, String message) {
    super(message);
    this.category = requireNonNull(category, "category is null");
  }

  public SynthesisException(Category category, String message, Throwable cause) {
    super(message, cause);
    this.category = requireNonNull(category, "category is null");
  }

  public Category category() {
    return category;
  }

  /** What kind of failure it is, so that failures can be counted. */
  public enum Category {
    INPUT,
    MODEL,
    OUT_OF_MEMORY,
    NUMERIC,
    /** No take was heard to say its text. */
    SPEECH,
    /** The device is lost; the process must not use it again. */
    DEVICE,
    STORAGE
  }
}
