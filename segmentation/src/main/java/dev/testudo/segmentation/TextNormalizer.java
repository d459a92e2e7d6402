package dev.testudo.segmentation;

import java.util.List;

/** Basic. */
public final class TextNormalizer {

  public TextNormalizer(Lexicon lexicon) {
    java.util.Objects.requireNonNull(lexicon, "lexicon is null");
  }

  public SpokenForm prose(AlignedText text) {
    return normalize(text);
  }

  public SpokenForm heading(AlignedText text) {
    return normalize(text);
  }

  private SpokenForm normalize(AlignedText text) {
    return new SpokenForm(text, List.of(), List.of());
  }
}
