// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.store.VersionedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * An export's target in an object storage: the files of each format are made in a local folder,
 * then put and deleted there. The record of what was made is put last; until then, the next export
 * makes these files again.
 */
final class StoredTarget implements AutoCloseable {
  private final ObjectStore store;
  private final Path folder;
  private final Path record;
  private Set<String> made;

  /**
   * @param folder a local one, empty
   * @param name of the book's files
   */
  StoredTarget(StoreLocation location, Path folder, String name) throws IOException {
    this.store = location.open();
    this.folder = folder;
    this.record = TargetFolder.recordFile(folder, name);
    Optional<VersionedBytes> stored = store.readVersioned(record.getFileName().toString());
    if (stored.isPresent()) {
      Files.write(record, stored.get().bytes());
    }
    this.made = TargetFolder.made(record);
  }

  /** {@return the size of an object, or -1 if there is none} */
  long size(String path) {
    return store.head(path).map(StoredObject::bytes).orElse(-1L);
  }

  /** Puts what was made since, and deletes what the book no longer has. */
  void put() throws IOException {
    for (Path file : TargetFolder.files(folder)) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      if (!file.equals(record)) {
        replace(path, file);
        Files.delete(file);
      }
    }
    Set<String> now = TargetFolder.made(record);
    made.stream().filter(path -> !now.contains(path)).forEach(store::delete);
    made = now;
    if (Files.exists(record)) {
      replace(record.getFileName().toString(), record);
    }
  }

  /** Objects are put only where there is none: for a moment, a reader may find nothing. */
  private void replace(String path, Path file) {
    store.delete(path);
    store.uploadIfAbsent(path, file);
  }

  @Override
  public void close() {
    store.close();
  }
}
