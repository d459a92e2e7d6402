// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.store.VersionedBytes;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.Hearing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Collects what takes there are, reading many files at a time. */
final class LedgerReader {
  private static final Logger LOG = LogManager.getLogger(LedgerReader.class);

  private final ObjectStore store;
  private final TakeRows rows;
  private final List<EditionTake> named = new ArrayList<>();
  private final List<EditionTake> takes = new ArrayList<>();
  private final List<String> quarantined = new ArrayList<>();

  LedgerReader(ObjectStore store, TakeRows rows) {
    this.store = store;
    this.rows = rows;
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
    List<List<EditionTake>> read = ParallelReads.map(files, this::read);
    for (int i = 0; i < files.size(); i++) {
      takes.addAll(read.get(i));
      if (read.get(i).isEmpty()) {
        quarantined.add(files.get(i).path());
      }
    }
  }

  /** {@return what the file holds; nothing if it was moved to quarantine} */
  private List<EditionTake> read(StoredObject stored) {
    String file = stored.path();
    try {
      List<Take> takesInFile = rows.of(stored);
      List<EditionTake> found = new ArrayList<>();
      for (int row = 0; row < takesInFile.size(); row++) {
        Take take = takesInFile.get(row);
        found.add(
            new EditionTake(
                EditionTake.SPARE,
                take.key(),
                file,
                row,
                take.audio().pcmSha256(),
                take.faults(),
                take.hearing().findings().stream().map(Hearing.Finding::sentence).toList(),
                stored.bytes()));
      }
      return found;
    } catch (CorruptTableException e) {
      Quarantine.move(store, file, e.getMessage());
      return List.of();
    }
  }
}
