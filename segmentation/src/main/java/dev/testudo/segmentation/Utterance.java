// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * What the model speaks at once: one or more whole sentences, or a clause of a sentence that is too
 * long.
 *
 * @param ordinal position in the book, from 0
 * @param chapter index of its chapter, from 1
 * @param span where its text stands in the untouched manuscript
 * @param spokenText the text in spoken form, never blank, within the model's limits
 * @param pauseAfter the pause that follows
 * @param sources where each character of the spoken text comes from
 * @param speaker who says all of it, empty for the narrator
 */
public record Utterance(
    int ordinal,
    int chapter,
    Span span,
    String spokenText,
    Pause pauseAfter,
    SourceMap sources,
    String speaker) {
  public Utterance {
    requireNonNull(span, "span is null");
    requireNonNull(spokenText, "spokenText is null");
    requireNonNull(pauseAfter, "pauseAfter is null");
    requireNonNull(sources, "sources is null");
    requireNonNull(speaker, "speaker is null");
    if (spokenText.isBlank()) {
      throw new IllegalArgumentException("Cannot make an utterance of blank text at " + span);
    }
  }
}
