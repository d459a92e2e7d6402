package dev.testudo.jobs.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.testudo.segmentation.Lexicon;
import java.util.ArrayList;
import java.util.List;

/**
 * The respellings that a library keeps for its books: {@code lexicons/all.tsv}, {@code
 * lexicons/author=NAME.tsv} and {@code lexicons/book=NAME.tsv}. Each adds to the one before; the
 * narrower one wins.
 */
public final class Lexicons {
  private static final String FOLDER = "lexicons/";

  private Lexicons() {}

  /**
   * {@return the respellings in force for a book}
   *
   * @param base those that hold for every library
   * @throws LibraryException in one sentence if a file is not of the form of a lexicon
   */
  public static Lexicon of(Library library, Lexicon base, String book, String author) {
    List<String> paths = new ArrayList<>(List.of(FOLDER + "all.tsv"));
    if (!author.isBlank()) {
      paths.add(FOLDER + "author=" + Library.slug("", author) + ".tsv");
    }
    paths.add(FOLDER + "book=" + book + ".tsv");
    Lexicon lexicon = base;
    for (String path : paths) {
      lexicon = lexicon.and(read(library, path));
    }
    return lexicon;
  }

  private static Lexicon read(Library library, String path) {
    try {
      return library
          .store()
          .readVersioned(path)
          .map(file -> Lexicon.parse(new String(file.bytes(), UTF_8)))
          .orElse(Lexicon.EMPTY);
    } catch (IllegalArgumentException e) {
      throw new LibraryException(e.getMessage() + " in " + path + " of the library", e);
    }
  }
}
