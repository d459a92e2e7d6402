// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

/**
 * What the files of an audiobook say of the book; all but the title may be empty.
 *
 * @param narrator who reads, such as {@code Heart (synthetic voice)}
 * @param language BCP 47
 * @param date of publication, such as {@code 1865} or {@code 1865-11-26}
 * @param part number in the series
 * @param comment such as that the voice is synthetic
 */
public record BookTags(
    String title,
    String author,
    String narrator,
    String language,
    String date,
    String publisher,
    String description,
    String series,
    String part,
    String isbn,
    String genre,
    String comment) {
  public static final String GENRE = "Audiobook";

  public BookTags {
    requireNonNull(title, "title is null");
    requireNonNull(author, "author is null");
    requireNonNull(narrator, "narrator is null");
    requireNonNull(language, "language is null");
    requireNonNull(date, "date is null");
    requireNonNull(publisher, "publisher is null");
    requireNonNull(description, "description is null");
    requireNonNull(series, "series is null");
    requireNonNull(part, "part is null");
    requireNonNull(isbn, "isbn is null");
    requireNonNull(genre, "genre is null");
    requireNonNull(comment, "comment is null");
  }

  /** {@return tags of which only these are known} */
  public static BookTags of(String title, String author, String language) {
    return new BookTags(title, author, "", language, "", "", "", "", "", "", GENRE, "");
  }

  /** {@return the series with the part, as {@code Series #2}} */
  String seriesAndPart() {
    return series.isEmpty() || part.isEmpty() ? series : series + " #" + part;
  }

  /** Adds what players show of the book with each of its files. */
  FfMetadata addTo(FfMetadata metadata) {
    return metadata
        .tag("album", title)
        .tag("artist", author)
        .tag("album_artist", author)
        // Where players look for the narrator of an audiobook.
        .tag("composer", narrator)
        .tag("narrator", narrator)
        .tag("performer", narrator)
        .tag("language", language)
        .tag("date", date)
        .tag("publisher", publisher)
        .tag("description", description)
        .tag("synopsis", description)
        .tag("series", series)
        .tag("series-part", part)
        .tag("grouping", seriesAndPart())
        .tag("isbn", isbn)
        .tag("genre", genre)
        .tag("comment", comment);
  }
}
