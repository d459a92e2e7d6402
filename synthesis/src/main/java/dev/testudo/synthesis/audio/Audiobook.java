// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A book of finished chapter files, to be exported.
 *
 * @param cover a JPEG or PNG picture
 */
public record Audiobook(BookTags tags, List<Chapter> chapters, Optional<Path> cover) {
  public Audiobook {
    requireNonNull(tags, "tags is null");
    requireNonNull(cover, "cover is null");
    chapters = List.copyOf(chapters);
    if (chapters.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot export \"" + tags.title() + "\": it has no chapters");
    }
  }

  /**
   * A book of which little is known.
   *
   * @param author empty if unknown
   * @param language BCP 47, empty if unknown
   */
  public Audiobook(
      String title, String author, String language, List<Chapter> chapters, Optional<Path> cover) {
    this(BookTags.of(title, author, language), chapters, cover);
  }

  public String title() {
    return tags.title();
  }

  /** A chapter's title and its FLAC file. */
  public record Chapter(String title, Path flac) {
    public Chapter {
      requireNonNull(title, "title is null");
      requireNonNull(flac, "flac is null");
    }
  }
}
