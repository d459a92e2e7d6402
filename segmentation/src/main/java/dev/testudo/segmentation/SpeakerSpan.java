// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * A part of a manuscript that somebody in the story says.
 *
 * @param span with the quotation marks, into the untouched manuscript
 * @param speaker never blank
 */
public record SpeakerSpan(Span span, String speaker) {
  /** Begins the name of a rule for all elements of a class. */
  static final String CLASS = ".";

  /** Begins the name of a rule for all elements with an {@code epub:type}. */
  static final String EPUB_TYPE = "epub:";

  public SpeakerSpan {
    requireNonNull(span, "span is null");
    if (speaker.isBlank()) {
      throw new IllegalArgumentException("Cannot make a line without a speaker at " + span);
    }
  }

  /** {@return whether it holds only for a cast that has this name}, unlike a mark */
  public boolean isRule() {
    return speaker.startsWith(CLASS) || speaker.startsWith(EPUB_TYPE);
  }
}
