package dev.testudo.jobs.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Tries out whether a store can do what the library's promises rest on. */
public final class Probe {
  private Probe() {}

  /** {@return one sentence that says what the store lacks, or empty if it lacks nothing} */
  public static Optional<String> lacks(ObjectStore store) {
    String path = "probe/" + UUID.randomUUID();
    try (ObjectStore impatient = store.location().impatient().open()) {
      try {
        return tryOut(impatient, path);
      } catch (StorageException e) {
        return Optional.of(e.getMessage());
      } finally {
        remove(impatient, path);
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
    try (ObjectStore impatient = location.impatient().open()) {
      impatient.head("probe");
    } catch (UnreachableException e) {
      throw e;
    } catch (StorageException e) {
      // It answers. Whoever may read one object need not be allowed to look for others.
    }
    return location.open();
  }

  private static Optional<String> tryOut(ObjectStore store, String path) {
    byte[] first = bytes("first");
    byte[] second = bytes("second");
    if (!store.putIfAbsent(path, first)) {
      return lacking(store, "a new object is refused as if it were there already");
    }
    if (store.putIfAbsent(path, second)) {
      return lacking(store, "a second writer of an object overwrites the first (If-None-Match)");
    }
    Optional<VersionedBytes> read = store.readVersioned(path);
    if (read.isEmpty()) {
      return lacking(store, "an object cannot be read right after it was put");
    }
    Optional<String> etag = Optional.of(read.get().etag());
    if (!store.replaceIfMatch(path, second, etag)) {
      return lacking(store, "an object cannot be replaced by its ETag (If-Match)");
    }
    if (store.replaceIfMatch(path, first, etag)) {
      return lacking(store, "an object is replaced by a stale ETag (If-Match)");
    }
    return Optional.empty();
  }

  private static Optional<String> lacking(ObjectStore store, String what) {
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
      // What was tried above has told the reason already.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
