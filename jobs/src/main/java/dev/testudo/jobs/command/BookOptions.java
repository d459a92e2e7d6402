// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One edition of one book of a library. */
final class BookOptions {
  @Parameters(index = "0", paramLabel = "BOOK", description = "The book's name in the library.")
  private String book = "";

  @Mixin private LibraryOptions library = new LibraryOptions();

  @Option(
      names = "--edition",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "Default: ${DEFAULT-VALUE}.")
  private String edition = "main";

  String book() {
    return book;
  }

  String edition() {
    return edition;
  }

  LibraryOptions library() {
    return library;
  }

  /** {@return what is published; one sentence says what there is if nothing is} */
  EditionRecord published(Library opened) {
    return published(opened, library, book, edition);
  }

  /** {@return the plan that was made last} */
  BookPlan plan(Library opened) {
    return opened
        .latestPlan(book, edition)
        .orElseThrow(() -> absent(opened, library, book, edition, "planned"));
  }

  /** {@return what is published of a book; one sentence says what there is if nothing is} */
  static EditionRecord published(
      Library opened, LibraryOptions library, String book, String edition) {
    return opened
        .edition(book, edition)
        .orElseThrow(() -> absent(opened, library, book, edition, "published"));
  }

  private static ConfigException absent(
      Library opened, LibraryOptions library, String book, String edition, String what) {
    List<String> books = opened.books();
    String there =
        books.isEmpty()
            ? "the library " + library.uri() + " holds no book"
            : books.contains(book)
                ? "its editions are " + opened.editions(book)
                : "the library holds " + some(books);
    return new ConfigException(
        "Cannot find edition \"%s\" of book \"%s\" %s: %s".formatted(edition, book, what, there));
  }

  /** {@return names for a sentence, of which there may be thousands} */
  static String some(List<String> books) {
    int shown = 20;
    return books.size() <= shown
        ? books.toString()
        : books.size() + " books, such as " + books.subList(0, shown);
  }
}
