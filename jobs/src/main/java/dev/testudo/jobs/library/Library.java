package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import java.util.List;
import java.util.Optional;

/**
 * The layout of object storage: which path holds what.
 *
 * <pre>
 * plans/book=BOOK/plan-DIGEST.parquet
 * takes/book=BOOK/DIGEST.parquet
 * voices/NAME/DIGEST/
 * metrics/{utterances,tasks,runs}/run=RUN/
 * editions/BOOK/EDITION/DIGEST/...
 * editions/BOOK/EDITION/edition.json
 * editions/BOOK/EDITION/history/VERSION.json
 * leases/BOOK/EDITION.json
 * quarantine/...
 * </pre>
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Library implements AutoCloseable {
  private final ObjectStore store;

  private Library(ObjectStore store) {
    this.store = store;
  }

  /** Opens the library that the store holds; {@link #close} closes the store. */
  public static Library over(ObjectStore store) {
    return new Library(store);
  }

  public static Library open(StoreLocation location) {
    return new Library(location.open());
  }

  public ObjectStore store() {
    return store;
  }

  /** Fails in one sentence unless objects can be written here. */
  public void requireWritable() {
    throw new UnsupportedOperationException();
  }

  /** {@return the slug of author and title, by which a book without {@code --book} is known} */
  public static String slug(String author, String title) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes the name of a book for a work.
   *
   * @throws LibraryException in one sentence if another work has it
   */
  public void claim(String book, String author, String title) {
    throw new UnsupportedOperationException();
  }

  /** {@return the books that have a plan or an edition, in name order} */
  public List<String> books() {
    throw new UnsupportedOperationException();
  }

  /** {@return the names of a book's published editions, in name order} */
  public List<String> editions(String book) {
    throw new UnsupportedOperationException();
  }

  /** Stores the plan and makes it the latest of its book and edition. */
  public void savePlan(BookPlan plan) {
    throw new UnsupportedOperationException();
  }

  /** {@return the plan that was saved last} */
  public Optional<BookPlan> latestPlan(String book, String edition) {
    throw new UnsupportedOperationException();
  }

  /** {@return the plan of this digest, or empty if it is not there} */
  public Optional<BookPlan> plan(String book, String digest) {
    throw new UnsupportedOperationException();
  }

  /** {@return the published edition, or empty if there is none} */
  public Optional<EditionRecord> edition(String book, String edition) {
    throw new UnsupportedOperationException();
  }

  /** {@return the folder of an edition's immutable files, ending in a slash} */
  public static String editionFolder(String book, String edition, String digest) {
    return "editions/" + book + "/" + edition + "/" + digest + "/";
  }

  @Override
  public void close() {
    store.close();
  }
}
