// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * Text in spoken form, and the pause that follows it.
 *
 * @param speaker who says it, empty for the narrator
 */
public record SpokenText(AlignedText text, Pause pauseAfter, String speaker) {
  public SpokenText {
    requireNonNull(text, "text is null");
    requireNonNull(pauseAfter, "pauseAfter is null");
    requireNonNull(speaker, "speaker is null");
  }

  /** Makes a text of the narrator. */
  public SpokenText(AlignedText text, Pause pauseAfter) {
    this(text, pauseAfter, "");
  }
}
