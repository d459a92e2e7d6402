// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.function.UnaryOperator;

/**
 * What a manuscript says of its book beyond title, author and language; each is empty if it does
 * not.
 *
 * @param part number in the series
 * @param narrator who reads it, where the manuscript says so
 * @param date as it is written: {@code 1865} or {@code 1865-11-26}
 * @param description plain text
 */
public record BookDetails(
    String series,
    String part,
    String narrator,
    String publisher,
    String date,
    String description,
    String isbn) {
  /** Of a book that says nothing. */
  public static final BookDetails NONE = new BookDetails("", "", "", "", "", "", "");

  public BookDetails {
    requireNonNull(series, "series is null");
    requireNonNull(part, "part is null");
    requireNonNull(narrator, "narrator is null");
    requireNonNull(publisher, "publisher is null");
    requireNonNull(date, "date is null");
    requireNonNull(description, "description is null");
    requireNonNull(isbn, "isbn is null");
  }

  /**
   * {@return the details of a manuscript that names its fields}
   *
   * @param field the value of a field, empty if there is none; it is asked for the names of this
   *     record's components
   */
  static BookDetails of(UnaryOperator<String> field) {
    return new BookDetails(
        field.apply("series"),
        field.apply("part"),
        field.apply("narrator"),
        field.apply("publisher"),
        field.apply("date"),
        field.apply("description"),
        field.apply("isbn"));
  }

  /** {@return the same of another series; the number was that in the old one} */
  BookDetails withSeries(String newSeries) {
    return newSeries.equals(series)
        ? this
        : new BookDetails(newSeries, "", narrator, publisher, date, description, isbn);
  }
}
