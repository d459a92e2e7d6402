// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.Closeable;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Objects under one root, named by relative paths such as {@code takes/book=alice/1f3a.parquet}.
 *
 * <p>An object appears whole or not at all, and every put is conditional: two writers of one path
 * never both succeed. Safe for any number of threads. Failures of the storage itself are {@link
 * StorageException}s whose message is one sentence.
 */
public interface ObjectStore extends Closeable {
  /**
   * Opens a store. Nothing is created or contacted until the first operation.
   *
   * @param uri a path, {@code file:///...} or {@code s3a://bucket/prefix}
   * @param hadoopConf settings of the S3A client, such as {@code fs.s3a.endpoint}
   * @throws IllegalArgumentException in one sentence if the URI cannot name a store
   */
  static ObjectStore open(String uri, Map<String, String> hadoopConf) {
    return new StoreLocation(uri, hadoopConf).open();
  }

  /** {@return where this store is, for another process to open it again} */
  StoreLocation location();

  /** {@return the object's bytes} A missing object is a {@link StorageException}. */
  byte[] read(String path);

  /** {@return the object's bytes with the ETag to replace them by, or empty if it is missing} */
  Optional<VersionedBytes> readVersioned(String path);

  /** {@return the object as a stream that the caller closes} */
  InputStream openStream(String path);

  /** {@return the object for reading at any position; the caller closes it} */
  ObjectReader openReader(String path);

  /** {@return size and time of the object, or empty if it is missing} */
  Optional<StoredObject> head(String path);

  /**
   * {@return every object whose path begins with {@code folder}, at any depth, in path order; none
   * if there is no such folder}
   *
   * @param folder ends in {@code /}, or is empty for the whole store
   */
  Stream<StoredObject> list(String folder);

  /**
   * {@return the names of the folders right below {@code folder}, in name order; what lies in them
   * is not read}
   *
   * @param folder as for {@link #list}
   */
  List<String> folders(String folder);

  /** {@return true if the object was put, false if there is one already, which is left alone} */
  boolean putIfAbsent(String path, byte[] bytes);

  /** Uploads a local file like {@link #putIfAbsent}, streaming. */
  boolean uploadIfAbsent(String path, Path file);

  /**
   * Replaces an object that has not changed since it was read.
   *
   * @param bytes no other writer's: who finds them stored although the answer to the put was lost
   *     has put them
   * @param etag as it was read; empty if the object was missing, and must still be
   * @return false if the object is another one by now, which is left alone
   */
  boolean replaceIfMatch(String path, byte[] bytes, Optional<String> etag);

  /** {@return false if there was nothing to delete} */
  boolean delete(String path);

  /** Moves an object, over an older one of that name. */
  void move(String from, String to);

  /** {@return writes that were begun and never completed: temporary files, multipart uploads} */
  List<UnfinishedWrite> unfinishedWrites();

  /** Removes what a writer left behind. */
  void discard(UnfinishedWrite unfinished);

  @Override
  void close();
}
