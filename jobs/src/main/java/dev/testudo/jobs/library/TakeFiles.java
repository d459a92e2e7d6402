package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.Take;
import java.util.Iterator;
import java.util.List;

/** The takes of a book: written a unit at a time, read in any order. */
@SuppressWarnings("DoNotCallSuggester")
public final class TakeFiles {
  /** The largest takes file. */
  public static final int MAX_BYTES = 64 << 20;

  private TakeFiles() {}

  /**
   * Puts the takes of one whole unit as one file.
   *
   * @return what was put, or that another writer had done it already
   */
  public static Stored write(ObjectStore store, String book, List<Take> takes) {
    throw new UnsupportedOperationException();
  }

  /**
   * {@return the takes in the given order, read as the iterator goes on}
   *
   * <p>At most a few files are in memory at a time. A file that cannot be read or does not hold
   * what is expected is moved to {@code quarantine/}, and the iterator fails with a {@link
   * LibraryException} that says to run again.
   */
  public static Iterator<Take> read(ObjectStore store, List<EditionTake> takes) {
    throw new UnsupportedOperationException();
  }

  /** {@return the takes of one file without their audio, for metrics} */
  public static List<Take> readWithoutAudio(ObjectStore store, String file) {
    throw new UnsupportedOperationException();
  }

  /**
   * What became of a unit.
   *
   * @param file its path
   * @param bytes its size
   * @param first false if another writer had put it already
   */
  public record Stored(String file, long bytes, boolean first) {}
}
