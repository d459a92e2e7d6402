package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.store.VersionedBytes;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import dev.testudo.jobs.table.Take;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Collects what takes there are, reading small columns of many files at a time. */
final class LedgerReader {
  private static final Logger LOG = LogManager.getLogger(LedgerReader.class);

  /** Enough to hide the latency of an object store. */
  private static final int THREADS = 16;

  private static final Set<String> COLUMNS = Set.of("key", "pcmSha256", "faults");

  private final ObjectStore store;
  private final List<EditionTake> named = new ArrayList<>();
  private final List<EditionTake> takes = new ArrayList<>();
  private final List<String> quarantined = new ArrayList<>();

  LedgerReader(ObjectStore store) {
    this.store = store;
  }

  List<EditionTake> takes() {
    return takes;
  }

  List<String> quarantined() {
    return quarantined;
  }

  /** Takes over what an edition knows. Without its table, its files are read like all others. */
  void addEdition(EditionRecord record) {
    String path =
        Library.editionFolder(record.book(), record.edition(), record.digest()) + Paths.TAKES_FILE;
    try {
      Optional<VersionedBytes> file = store.readVersioned(path);
      file.ifPresent(table -> named.addAll(EditionTakesTable.TABLE.read(table.bytes())));
    } catch (CorruptTableException e) {
      LOG.warn("{} is damaged: the takes files are read instead", path);
    }
  }

  /**
   * Takes over the files that exist. Those that an edition names are not opened, unless their size
   * is another one than the edition says.
   *
   * @param replaced files that were moved to quarantine once: if they are there again, they may
   *     hold other takes than the edition says
   */
  void addFiles(List<StoredObject> files, Set<String> replaced) {
    Map<String, Long> sizes = new HashMap<>();
    files.forEach(file -> sizes.put(file.path(), file.bytes()));
    Set<String> known = new HashSet<>();
    for (EditionTake take : named) {
      if (!replaced.contains(take.file()) && isAsNamed(take, sizes.get(take.file()))) {
        known.add(take.file());
        takes.add(take);
      }
    }
    readAll(files.stream().filter(file -> !known.contains(file.path())).toList());
  }

  private static boolean isAsNamed(EditionTake take, Long bytes) {
    return bytes != null && (take.fileBytes() == 0 || take.fileBytes() == bytes);
  }

  private void readAll(List<StoredObject> files) {
    if (files.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, files.size()));
    try {
      List<Future<List<EditionTake>>> reads = new ArrayList<>();
      files.forEach(file -> reads.add(threads.submit(() -> read(file))));
      for (int i = 0; i < files.size(); i++) {
        List<EditionTake> read = await(reads.get(i));
        takes.addAll(read);
        if (read.isEmpty()) {
          quarantined.add(files.get(i).path());
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** {@return what the file holds; nothing if it was moved to quarantine} */
  private List<EditionTake> read(StoredObject stored) {
    String file = stored.path();
    try {
      List<Take> rows = TakeFiles.readColumns(store, file, COLUMNS);
      List<EditionTake> found = new ArrayList<>();
      for (int row = 0; row < rows.size(); row++) {
        Take take = rows.get(row);
        found.add(
            new EditionTake(
                EditionTake.SPARE,
                take.key(),
                file,
                row,
                take.audio().pcmSha256(),
                take.faults(),
                stored.bytes()));
      }
      return found;
    } catch (CorruptTableException e) {
      Quarantine.move(store, file, e.getMessage());
      return List.of();
    }
  }

  private static List<EditionTake> await(Future<List<EditionTake>> read) {
    try {
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("Cannot read the ledger: it was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new StorageException("Cannot read the ledger: " + e.getCause().getMessage(), e);
    }
  }
}
