// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.store.VersionedBytes;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the published editions, the ones before them and the latest plans need. */
final class Reachable {
  private final Library library;
  private final ObjectStore store;

  Reachable(Library library) {
    this.library = library;
    this.store = library.store();
  }

  /** {@return files of editions that are neither published nor the last one before} */
  List<StoredObject> supersededFiles() {
    List<StoredObject> all = store.list(Paths.EDITIONS).toList();
    Set<String> kept = new HashSet<>();
    for (StoredObject object : all) {
      // editions/BOOK/EDITION/edition.json
      String[] parts = object.path().split("/", -1);
      if (parts.length == 4 && parts[3].equals(Paths.EDITION_FILE)) {
        kept.add(object.path());
        for (EditionRecord record : records(parts[1], parts[2])) {
          kept.add(Library.editionFolder(parts[1], parts[2], record.digest()));
          kept.add(Paths.history(parts[1], parts[2], record.version()));
        }
      }
    }
    return all.stream()
        .filter(object -> !kept.contains(object.path()) && !kept.contains(folder(object.path())))
        .toList();
  }

  /** {@return editions/BOOK/EDITION/DIGEST/ of a path below it} */
  private static String folder(String path) {
    String[] parts = path.split("/", -1);
    return parts.length < 4 ? path : String.join("/", List.of(parts).subList(0, 4)) + "/";
  }

  /** {@return the published record and the one that a rollback would publish} */
  private List<EditionRecord> records(String book, String edition) {
    List<EditionRecord> records = new ArrayList<>();
    Optional<EditionRecord> current = library.edition(book, edition);
    current.ifPresent(records::add);
    current.flatMap(now -> EditionRecords.previous(store, now)).ifPresent(records::add);
    return records;
  }

  /** {@return takes files that no edition names and no latest plan has a key of} */
  List<StoredObject> unreferencedTakes() {
    List<StoredObject> unreferenced = new ArrayList<>();
    for (String book : library.books()) {
      Set<String> named = namedFiles(book);
      Set<String> planned = new HashSet<>();
      library.latestPlans(book).stream()
          .flatMap(plan -> plan.rows().stream())
          .map(PlanRow::key)
          .forEach(planned::add);
      List<StoredObject> unnamed =
          store.list(Paths.takes(book)).filter(file -> !named.contains(file.path())).toList();
      List<Boolean> needed = ParallelReads.map(unnamed, file -> holdsAny(file.path(), planned));
      for (int i = 0; i < unnamed.size(); i++) {
        if (!needed.get(i)) {
          unreferenced.add(unnamed.get(i));
        }
      }
      unreferenced.addAll(wordsWithoutTakes(book, unreferenced));
    }
    return unreferenced;
  }

  /** {@return words beside takes files that are gone, or will be} */
  private List<StoredObject> wordsWithoutTakes(String book, List<StoredObject> unreferenced) {
    Set<String> kept =
        store.list(Paths.takes(book)).map(StoredObject::path).collect(Collectors.toSet());
    unreferenced.forEach(file -> kept.remove(file.path()));
    return store
        .list(Paths.words(book))
        .filter(words -> !kept.contains(Paths.takesBeside(words.path())))
        .toList();
  }

  private Set<String> namedFiles(String book) {
    Set<String> files = new HashSet<>();
    for (String edition : library.editions(book)) {
      for (EditionRecord record : records(book, edition)) {
        String path = Library.editionFolder(book, edition, record.digest()) + Paths.TAKES_FILE;
        VersionedBytes table =
            store
                .readVersioned(path)
                .orElseThrow(
                    () ->
                        new LibraryException(
                            "Cannot tell which takes are needed: " + path + " is gone"));
        EditionTakesTable.TABLE.read(table.bytes()).stream()
            .filter(take -> take.ordinal() != EditionTake.SPARE)
            .map(EditionTake::file)
            .forEach(files::add);
      }
    }
    return files;
  }

  private boolean holdsAny(String file, Set<String> keys) {
    try {
      return TakeFiles.readColumns(store, file, Set.of("key")).stream()
          .map(Take::key)
          .anyMatch(keys::contains);
    } catch (CorruptTableException e) {
      return false;
    }
  }
}
