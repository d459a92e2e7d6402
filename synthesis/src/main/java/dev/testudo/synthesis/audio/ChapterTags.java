// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

/**
 * What a chapter file says of itself. There is no date, so that equal audio gives equal bytes.
 *
 * @param title the chapter's
 * @param book the book's title
 * @param author empty if unknown
 * @param track from 1
 * @param tracks chapters in the book
 * @param language BCP 47, empty if unknown
 */
public record ChapterTags(
    String title, String book, String author, int track, int tracks, String language) {
  public ChapterTags {
    requireNonNull(title, "title is null");
    requireNonNull(book, "book is null");
    requireNonNull(author, "author is null");
    requireNonNull(language, "language is null");
    if (track < 1 || track > tracks) {
      throw new IllegalArgumentException("Cannot number track " + track + " of " + tracks);
    }
  }

  FfMetadata metadata() {
    return new FfMetadata()
        .tag("title", title)
        .tag("album", book)
        .tag("artist", author)
        .tag("album_artist", author)
        .tag("track", Integer.toString(track))
        .tag("TRACKTOTAL", Integer.toString(tracks))
        .tag("language", language)
        .tag("genre", "Audiobook");
  }
}
