// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.VersionedBytes;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A small record that is kept as one JSON object and replaced by its ETag. */
final class JsonFile<T> {
  /** Far more than the writers that a library ever has at once. */
  private static final int MAX_CONFLICTS = 100;

  private final ObjectStore store;
  private final String path;
  private final Class<T> type;

  JsonFile(ObjectStore store, String path, Class<T> type) {
    this.store = store;
    this.path = path;
    this.type = type;
  }

  Optional<T> read() {
    return readVersioned().map(Versioned::value);
  }

  Optional<Versioned<T>> readVersioned() {
    Optional<VersionedBytes> stored = store.readVersioned(path);
    return stored.map(bytes -> new Versioned<>(Json.read(bytes.bytes(), type, path), bytes.etag()));
  }

  boolean replaceIfMatch(T value, Optional<String> etag) {
    return store.replaceIfMatch(path, Json.write(value), etag);
  }

  /**
   * Applies the change to what is stored, or to {@code initial}, until no other writer is faster.
   */
  T update(T initial, UnaryOperator<T> change) {
    for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      Optional<Versioned<T>> stored = readVersioned();
      T current = stored.map(Versioned::value).orElse(initial);
      T changed = change.apply(current);
      if (changed.equals(current) || replaceIfMatch(changed, stored.map(Versioned::etag))) {
        return changed;
      }
    }
    throw new LibraryException("Cannot replace " + path + ": other writers keep changing it");
  }

  record Versioned<T>(T value, String etag) {}
}
