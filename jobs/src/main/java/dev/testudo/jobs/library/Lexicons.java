// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.testudo.segmentation.Lexicon;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The respellings that a library keeps for its books: {@code lexicons/all.tsv}, {@code
 * lexicons/author=NAME.tsv}, {@code lexicons/series=NAME.tsv} and {@code lexicons/book=NAME.tsv}.
 * Each adds to the one before; the narrower one wins.
 */
public final class Lexicons {
  private static final Logger LOG = LogManager.getLogger(Lexicons.class);
  private static final String FOLDER = "lexicons/";

  private Lexicons() {}

  /**
   * {@return the respellings in force for a book}
   *
   * @param base those that hold for every library
   * @throws LibraryException in one sentence if a file is not of the form of a lexicon
   */
  public static Lexicon of(
      Library library, Lexicon base, String book, String author, String series) {
    List<String> paths = new ArrayList<>(List.of(FOLDER + "all.tsv"));
    if (!author.isBlank()) {
      paths.add(FOLDER + "author=" + Library.slug("", author) + ".tsv");
    }
    if (!series.isBlank()) {
      paths.add(FOLDER + "series=" + Library.slug("", series) + ".tsv");
    }
    paths.add(FOLDER + "book=" + book + ".tsv");
    Lexicon lexicon = base;
    for (String path : paths) {
      lexicon = lexicon.and(read(library, path));
    }
    return lexicon;
  }

  private static Lexicon parse(String text, String path) {
    List<String> warnings = new ArrayList<>();
    Lexicon lexicon = Lexicon.parse(text, warnings);
    warnings.forEach(warning -> LOG.warn("{} ({})", warning, path));
    return lexicon;
  }

  private static Lexicon read(Library library, String path) {
    try {
      return library
          .store()
          .readVersioned(path)
          .map(file -> parse(new String(file.bytes(), UTF_8), path))
          .orElse(Lexicon.EMPTY);
    } catch (IllegalArgumentException e) {
      throw new LibraryException(e.getMessage() + " in " + path + " of the library", e);
    }
  }
}
