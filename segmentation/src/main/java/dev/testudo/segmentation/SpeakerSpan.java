package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * A part of a manuscript that somebody in the story says.
 *
 * @param span with the quotation marks, into the untouched manuscript
 * @param speaker never blank
 */
public record SpeakerSpan(Span span, String speaker) {
  public SpeakerSpan {
    requireNonNull(span, "span is null");
    if (speaker.isBlank()) {
      throw new IllegalArgumentException("Cannot make a line without a speaker at " + span);
    }
  }
}
