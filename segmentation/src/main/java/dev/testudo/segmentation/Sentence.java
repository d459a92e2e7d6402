// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * A sentence of a chapter; a heading is one sentence.
 *
 * @param chapter index of its chapter, from 1
 * @param ordinal position in its chapter, from 0
 * @param span where it stands in the untouched manuscript
 * @param text what a reader sees: no markup, no hard wraps
 */
public record Sentence(
    int chapter, int ordinal, Span span, AlignedText text, Block.Kind kind, Pause pauseAfter) {
  public Sentence {
    requireNonNull(span, "span is null");
    requireNonNull(text, "text is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(pauseAfter, "pauseAfter is null");
  }
}
