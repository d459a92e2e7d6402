// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Checks whether a store has the guarantees that the library relies on. */
public final class Probe {
  private Probe() {}

  /** {@return one sentence that names a missing guarantee, or empty if the store has them all} */
  public static Optional<String> missingGuarantee(ObjectStore store) {
    String path = "probe/" + UUID.randomUUID();
    try (ObjectStore probed = store.location().withShortTimeouts().open()) {
      try {
        return check(probed, path);
      } catch (StorageException e) {
        return Optional.of(e.getMessage());
      } finally {
        remove(probed, path);
      }
    }
  }

  /**
   * Opens a store, and asks at once for an object that need not be there: a client that finds no
   * server tries for minutes.
   *
   * @throws UnreachableException in one sentence if the storage does not answer
   */
  public static ObjectStore openAnswering(StoreLocation location) {
    try (ObjectStore store = location.withShortTimeouts().open()) {
      store.head("probe");
    } catch (UnreachableException e) {
      throw e;
    } catch (StorageException e) {
      // It answers. Permission to read one object does not imply permission to look for others.
    }
    return location.open();
  }

  private static Optional<String> check(ObjectStore store, String path) {
    byte[] first = bytes("first");
    byte[] second = bytes("second");
    if (!store.putIfAbsent(path, first)) {
      return missing(store, "a new object is refused as if it were there already");
    }
    if (store.putIfAbsent(path, second)) {
      return missing(store, "a second writer of an object overwrites the first (If-None-Match)");
    }
    Optional<VersionedBytes> read = store.readVersioned(path);
    if (read.isEmpty()) {
      return missing(store, "an object cannot be read right after it was put");
    }
    Optional<String> etag = Optional.of(read.get().etag());
    if (!store.replaceIfMatch(path, second, etag)) {
      return missing(store, "an object cannot be replaced by its ETag (If-Match)");
    }
    if (store.replaceIfMatch(path, first, etag)) {
      return missing(store, "an object is replaced by a stale ETag (If-Match)");
    }
    return Optional.empty();
  }

  private static Optional<String> missing(ObjectStore store, String what) {
    return Optional.of(
        "The storage at "
            + store.location()
            + " cannot hold a library: "
            + what
            + "; choose another --library or an S3 server with conditional writes");
  }

  private static void remove(ObjectStore store, String path) {
    try {
      store.delete(path);
    } catch (StorageException e) {
      // The check above has reported the reason already.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
