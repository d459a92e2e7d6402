// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectReader;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The takes of a book: written a unit at a time, read in any order. */
public final class TakeFiles {
  /** The largest takes file. */
  public static final int MAX_BYTES = 64 << 20;

  private TakeFiles() {}

  /**
   * Puts the takes of one whole unit as one file.
   *
   * @return what was put, or that another writer had done it already
   * @throws LibraryException in one sentence if the file would be too large
   */
  public static Stored write(ObjectStore store, String book, List<Take> takes) {
    if (takes.isEmpty()) {
      throw new IllegalArgumentException("Cannot write a takes file without takes");
    }
    byte[] bytes = TakesTable.TABLE.write(takes);
    if (bytes.length > MAX_BYTES) {
      throw new LibraryException(
          "Cannot store a unit of "
              + takes.size()
              + " takes: its file would have "
              + bytes.length
              + " bytes, more than "
              + MAX_BYTES
              + "; render smaller units");
    }
    String file = path(book, Unit.digestOf(takes.stream().map(Take::key).toList()));
    return new Stored(file, bytes.length, store.putIfAbsent(file, bytes));
  }

  /** {@return the path of a unit's file; no other unit has it} */
  public static String path(String book, Unit unit) {
    return path(book, unit.digest());
  }

  static String path(String book, String digest) {
    return Paths.takes(book) + digest + ".parquet";
  }

  /**
   * {@return the takes in the given order, read as the iterator advances}
   *
   * <p>At most 64 MiB of files are in memory at a time, and at least the current one. A file that
   * cannot be read or does not hold what is expected is moved to {@code quarantine/}, and the
   * iterator fails with a {@link LibraryException} that says to run again.
   */
  public static Iterator<Take> read(ObjectStore store, List<EditionTake> takes) {
    return new TakeIterator(store, takes);
  }

  /** {@return the takes of one file without their audio and words, for metrics} */
  public static List<Take> readWithoutAudio(ObjectStore store, String file) {
    Set<String> columns = TakesTable.TABLE.columnsWithout(TakesTable.AUDIO);
    columns.remove(TakesTable.WORDS);
    return readColumns(store, file, columns);
  }

  /** {@return the takes of one file without their audio} */
  static List<Take> readWithWords(ObjectStore store, String file) {
    return readColumns(store, file, TakesTable.TABLE.columnsWithout(TakesTable.AUDIO));
  }

  /**
   * {@return the take with its sound, or empty if its unit's file is gone}
   *
   * @param take as the metrics tables have it
   */
  public static Optional<Take> find(ObjectStore store, Take take) {
    return store.readVersioned(path(take.book(), take.origin().unit())).stream()
        .flatMap(file -> TakesTable.TABLE.read(file.bytes()).stream())
        .filter(stored -> stored.key().equals(take.key()))
        .findFirst();
  }

  /**
   * Moves a takes file away whose contents turned out wrong; its keys count as missing then.
   *
   * @return what to throw, in one sentence that says to run again
   */
  public static LibraryException unusable(ObjectStore store, String file, String reason) {
    String moved = Quarantine.move(store, file, reason);
    return new LibraryException(
        "Cannot use the takes file "
            + file
            + ": "
            + reason
            + "; it was moved to "
            + moved
            + ", and running again renders its utterances");
  }

  static List<Take> readColumns(ObjectStore store, String file, Set<String> columns) {
    try (ObjectReader reader = store.openReader(file)) {
      return TakesTable.TABLE.read(reader, columns);
    } catch (IOException e) {
      throw new StorageException("Cannot close " + file + ": " + e.getMessage(), e);
    }
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
