// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import dev.testudo.synthesis.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files below a folder. Names that begin with a dot are the store's own and in no listing. The ETag
 * of a file is the SHA-256 of its bytes.
 */
final class LocalObjectStore implements ObjectStore {
  private final StoreLocation location;
  private final Path root;
  private final AtomicFiles files;

  LocalObjectStore(StoreLocation location, Path root) {
    this.location = location;
    this.root = root;
    this.files = new AtomicFiles(root);
  }

  @Override
  public StoreLocation location() {
    return location;
  }

  @Override
  public byte[] read(String path) {
    try {
      return Files.readAllBytes(resolve(path));
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  @Override
  public Optional<VersionedBytes> readVersioned(String path) {
    try {
      byte[] bytes = Files.readAllBytes(resolve(path));
      return Optional.of(new VersionedBytes(bytes, Sha256.ofBytes(bytes)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  @Override
  public InputStream openStream(String path) {
    try {
      return Files.newInputStream(resolve(path));
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  @Override
  public ObjectReader openReader(String path) {
    try {
      return new FileObjectReader(FileChannel.open(resolve(path), StandardOpenOption.READ));
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  @Override
  public Optional<StoredObject> head(String path) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(resolve(path), BasicFileAttributes.class);
      return attributes.isRegularFile()
          ? Optional.of(stored(resolve(path), attributes))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("look at", path, e);
    }
  }

  @Override
  public Stream<StoredObject> list(String folder) {
    List<StoredObject> found = new ArrayList<>();
    walk(
        ObjectPaths.requireFolder(folder),
        (file, attributes) -> {
          if (!hidden(file)) {
            found.add(stored(file, attributes));
          }
        });
    found.sort(Comparator.comparing(StoredObject::path));
    return found.stream();
  }

  @Override
  public List<String> folders(String folder) {
    Path start = root.resolve(ObjectPaths.requireFolder(folder));
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(start)) {
      return entries
          .filter(entry -> !hidden(entry) && Files.isDirectory(entry))
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
  }

  @Override
  public boolean putIfAbsent(String path, byte[] bytes) {
    return put(path, AtomicFiles.writerOf(bytes));
  }

  @Override
  public boolean uploadIfAbsent(String path, Path file) {
    return put(path, AtomicFiles.writerOf(file));
  }

  private boolean put(String path, AtomicFiles.Writer writer) {
    Path target = resolve(path);
    try {
      return !Files.exists(target) && files.create(target, writer);
    } catch (IOException e) {
      throw failure("write", path, e);
    }
  }

  @Override
  public boolean replaceIfMatch(String path, byte[] bytes, Optional<String> etag) {
    if (etag.isEmpty()) {
      return putIfAbsent(path, bytes);
    }
    try {
      return files.replaceIf(
          () -> etag.equals(readVersioned(path).map(VersionedBytes::etag)),
          resolve(path),
          AtomicFiles.writerOf(bytes));
    } catch (IOException e) {
      throw failure("replace", path, e);
    }
  }

  @Override
  public boolean delete(String path) {
    Path target = resolve(path);
    try {
      boolean deleted = Files.deleteIfExists(target);
      FileTree.removeEmptyFolders(target.getParent(), root);
      return deleted;
    } catch (IOException e) {
      throw failure("delete", path, e);
    }
  }

  @Override
  public void move(String from, String to) {
    Path target = resolve(to);
    try {
      Files.createDirectories(target.getParent());
      Files.move(resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failure("move", from, e);
    }
  }

  @Override
  public List<UnfinishedWrite> unfinishedWrites() {
    List<UnfinishedWrite> found = new ArrayList<>();
    walk(
        "",
        (file, attributes) -> {
          if (AtomicFiles.isTemporary(file)) {
            StoredObject object = stored(file, attributes);
            found.add(new UnfinishedWrite(object.path(), "", object.bytes(), object.modified()));
          }
        });
    return found;
  }

  @Override
  public void discard(UnfinishedWrite unfinished) {
    delete(unfinished.path());
  }

  @Override
  public void close() {}

  private Path resolve(String path) {
    return root.resolve(ObjectPaths.require(path));
  }

  private static boolean hidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  private StoredObject stored(Path file, BasicFileAttributes attributes) {
    String path = root.relativize(file).toString().replace(File.separatorChar, '/');
    return new StoredObject(path, attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  private void walk(String folder, FileTree.Visit visit) {
    try {
      FileTree.walk(root.resolve(folder), visit);
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
  }

  private StorageException failure(String verb, String path, IOException e) {
    return new StorageException(
        "Cannot " + verb + " " + root.resolve(path) + ": " + FailureReason.of(e), e);
  }
}
