package dev.testudo.jobs.store;

import dev.testudo.synthesis.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Files below a folder. A file is written under a temporary name, forced to disk, and then linked
 * to its own name, which fails if there is one; a replacement is moved over the old file while a
 * lock file is held. Names that begin with a dot are the store's own and in no listing.
 */
final class LocalObjectStore implements ObjectStore {
  /** The locks of a file are the JVM's, so threads need one more among themselves. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private static final String TEMPORARY = ".tmp";

  private final StoreLocation location;
  private final Path root;

  LocalObjectStore(StoreLocation location, Path root) {
    this.location = location;
    this.root = root;
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
      return new FileReader(FileChannel.open(resolve(path), StandardOpenOption.READ));
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
  public boolean putIfAbsent(String path, byte[] bytes) {
    return put(path, temporary -> write(temporary, ByteBuffer.wrap(bytes)));
  }

  @Override
  public boolean uploadIfAbsent(String path, Path file) {
    return put(path, temporary -> copy(file, temporary));
  }

  private boolean put(String path, TemporaryWriter writer) {
    Path target = resolve(path);
    try {
      if (Files.exists(target)) {
        return false;
      }
      Path temporary = writeTemporary(target, writer);
      try {
        boolean first = link(temporary, target);
        forceFolder(target.getParent());
        return first;
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw failure("write", path, e);
    }
  }

  @Override
  public boolean replaceIfMatch(String path, byte[] bytes, Optional<String> etag) {
    if (etag.isEmpty()) {
      return putIfAbsent(path, bytes);
    }
    Path target = resolve(path);
    IN_PROCESS.lock();
    try (FileChannel channel = openLock();
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      if (!etag.equals(readVersioned(path).map(VersionedBytes::etag))) {
        return false;
      }
      Path temporary = writeTemporary(target, created -> write(created, ByteBuffer.wrap(bytes)));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(target.getParent());
      return true;
    } catch (IOException e) {
      throw failure("replace", path, e);
    } finally {
      IN_PROCESS.unlock();
    }
  }

  @Override
  public boolean delete(String path) {
    Path target = resolve(path);
    try {
      boolean deleted = Files.deleteIfExists(target);
      removeEmptyFolders(target.getParent());
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
          if (hidden(file) && file.toString().endsWith(TEMPORARY)) {
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
    String path = root.relativize(file).toString().replace(java.io.File.separatorChar, '/');
    return new StoredObject(path, attributes.size(), attributes.lastModifiedTime().toInstant());
  }

  private FileChannel openLock() throws IOException {
    Files.createDirectories(root);
    return FileChannel.open(
        root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static Path writeTemporary(Path target, TemporaryWriter writer) throws IOException {
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    try {
      create(temporary);
      writer.write(temporary);
      return temporary;
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static void create(Path temporary) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createDirectories(temporary.getParent());
        Files.createFile(temporary);
        return;
      } catch (NoSuchFileException e) {
        // Someone who deleted the folder's last file removed the folder in between.
        if (attempt == 10) {
          throw e;
        }
      }
    }
  }

  private static void write(Path file, ByteBuffer bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      for (long done = 0; done < in.size(); ) {
        done += in.transferTo(done, in.size() - done, out);
      }
      out.force(true);
    }
  }

  /** Gives the file its name unless that is taken. */
  private boolean link(Path temporary, Path target) throws IOException {
    try {
      Files.createLink(target, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return moveUnderLock(temporary, target);
    }
  }

  /** For file systems without hard links. */
  private boolean moveUnderLock(Path temporary, Path target) throws IOException {
    IN_PROCESS.lock();
    try (FileChannel channel = openLock();
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      if (Files.exists(target)) {
        return false;
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      IN_PROCESS.unlock();
    }
  }

  /** Makes a new name survive a power failure. */
  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void removeEmptyFolders(Path folder) throws IOException {
    for (Path empty = folder; !empty.equals(root); empty = empty.getParent()) {
      try {
        Files.deleteIfExists(empty);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  private void walk(String folder, FileVisit visit) {
    Path start = folder.isEmpty() ? root : root.resolve(folder);
    if (!Files.isDirectory(start)) {
      return;
    }
    try {
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              visit.visit(file, attributes);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
  }

  private StorageException failure(String verb, String path, IOException e) {
    return new StorageException(
        "Cannot " + verb + " " + root.resolve(path) + ": " + FailureReason.of(e), e);
  }

  @FunctionalInterface
  private interface TemporaryWriter {
    void write(Path temporary) throws IOException;
  }

  @FunctionalInterface
  private interface FileVisit {
    void visit(Path file, BasicFileAttributes attributes);
  }

  /** Positional reads of a channel. */
  private record FileReader(FileChannel channel) implements ObjectReader {
    @Override
    public long size() {
      try {
        return channel.size();
      } catch (IOException e) {
        throw new StorageException("Cannot tell a file's size: " + FailureReason.of(e), e);
      }
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
      ByteBuffer target = ByteBuffer.wrap(buffer, offset, length);
      for (long at = position; target.hasRemaining(); ) {
        int read = channel.read(target, at);
        if (read < 0) {
          throw new java.io.EOFException("The file ends before byte " + (position + length));
        }
        at += read;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
