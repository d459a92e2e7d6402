package dev.testudo.jobs.plan;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.Manuscript;
import java.util.Optional;

/** What a person knows better than the manuscript says; empty for what the manuscript says. */
public record Corrections(
    Optional<String> title, Optional<String> author, Optional<String> language) {
  public static final Corrections NONE =
      new Corrections(Optional.empty(), Optional.empty(), Optional.empty());

  public Corrections {
    requireNonNull(title, "title is null");
    requireNonNull(author, "author is null");
    requireNonNull(language, "language is null");
  }

  Manuscript applyTo(Manuscript manuscript) {
    return manuscript.withMetadata(
        title.orElse(manuscript.title()),
        author.orElse(manuscript.author()),
        language.orElse(manuscript.language()));
  }
}
