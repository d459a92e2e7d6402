package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A book of finished chapter files, to be exported.
 *
 * @param author empty if unknown
 * @param language BCP 47, empty if unknown
 * @param cover a JPEG or PNG picture
 */
public record Audiobook(
    String title, String author, String language, List<Chapter> chapters, Optional<Path> cover) {
  public Audiobook {
    requireNonNull(title, "title is null");
    requireNonNull(author, "author is null");
    requireNonNull(language, "language is null");
    requireNonNull(cover, "cover is null");
    chapters = List.copyOf(chapters);
    if (chapters.isEmpty()) {
      throw new IllegalArgumentException("Cannot export \"" + title + "\": it has no chapters");
    }
  }

  /** A chapter's title and its FLAC file. */
  public record Chapter(String title, Path flac) {
    public Chapter {
      requireNonNull(title, "title is null");
      requireNonNull(flac, "flac is null");
    }
  }
}
