package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/** Text in spoken form, and the pause that follows it. */
public record SpokenText(AlignedText text, Pause pauseAfter) {
  public SpokenText {
    requireNonNull(text, "text is null");
    requireNonNull(pauseAfter, "pauseAfter is null");
  }
}
