// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.store.StoreLocation;
import java.util.List;
import java.util.Optional;

/**
 * What {@code render} and {@code plan} are asked to do.
 *
 * @param manuscripts files, folders, URIs or prefixes; each file is a book of its own
 * @param library path, {@code file:///} or {@code s3a://}
 * @param book empty for a name made of author and title
 * @param edition empty for {@code main}, or for one named after the selected chapters
 * @param voice empty for the model's first
 * @param cast a file of speakers and voices; empty if the narrator reads alone
 * @param model a known name, or the folder of a bundle
 * @param settings read once, for all who need one
 */
public record RenderRequest(
    List<String> manuscripts,
    String library,
    Optional<String> book,
    Optional<String> edition,
    Optional<String> voice,
    Optional<String> cast,
    String model,
    ChapterSelection chapters,
    Corrections corrections,
    Settings settings) {
  public RenderRequest {
    manuscripts = List.copyOf(manuscripts);
    requireNonNull(library, "library is null");
    requireNonNull(model, "model is null");
    requireNonNull(chapters, "chapters is null");
    requireNonNull(corrections, "corrections is null");
    requireNonNull(settings, "settings is null");
    if (manuscripts.isEmpty()) {
      throw new ConfigException("Cannot render: name at least one manuscript");
    }
    requireOneBook(book, cast, manuscripts.size());
  }

  void requireOneBook(int books) {
    requireOneBook(book, cast, books);
  }

  private static void requireOneBook(Optional<String> book, Optional<String> cast, int books) {
    if (book.isPresent() && books > 1) {
      throw new ConfigException(
          "Cannot give %d manuscripts the one name \"%s\": leave --book out, or render one"
              .formatted(books, book.get()));
    }
    if (cast.isPresent() && books > 1) {
      throw new ConfigException(
          "Cannot render %d manuscripts with the one cast %s: leave --cast out, or render one"
              .formatted(books, cast.get()));
    }
  }

  /** {@return the same with other settings} */
  public RenderRequest withSettings(Settings other) {
    return new RenderRequest(
        manuscripts, library, book, edition, voice, cast, model, chapters, corrections, other);
  }

  public StoreLocation libraryLocation() {
    return new StoreLocation(library, settings.storage());
  }

  String editionName() {
    return edition.orElseGet(chapters::defaultEdition);
  }
}
