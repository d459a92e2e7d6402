// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Writes files that appear whole. A file is written under a temporary name beside its own, forced
 * to disk, and then linked to its own name, which fails if that is taken; a replacement is moved
 * over the old file while a lock file is held.
 */
final class AtomicFiles {
  /** The locks of a file are the JVM's, so threads need one more among themselves. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private static final boolean IS_WINDOWS = File.separatorChar == '\\';
  private static final String TEMPORARY = ".tmp";
  private static final int MAX_ATTEMPTS = 10;

  private final Path root;

  AtomicFiles(Path root) {
    this.root = root;
  }

  static boolean isTemporary(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") && name.endsWith(TEMPORARY);
  }

  /** {@return false if there is such a file already, which is left alone} */
  boolean create(Path target, Writer writer) throws IOException {
    Path temporary = writeTemporary(target, writer);
    try {
      boolean first = link(temporary, target);
      forceFolder(target.getParent());
      return first;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** {@return false if the condition, which is asked while no other replaces, does not hold} */
  boolean replaceIf(BooleanSupplier condition, Path target, Writer writer) throws IOException {
    return locked(
        () -> {
          if (!condition.getAsBoolean()) {
            return false;
          }
          Files.move(writeTemporary(target, writer), target, StandardCopyOption.ATOMIC_MOVE);
          forceFolder(target.getParent());
          return true;
        });
  }

  private static Path writeTemporary(Path target, Writer writer) throws IOException {
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    createEmpty(temporary);
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      writer.write(channel);
      channel.force(true);
      return temporary;
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static void createEmpty(Path temporary) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.createDirectories(temporary.getParent());
        Files.createFile(temporary);
        return;
      } catch (NoSuchFileException e) {
        // Someone who deleted the folder's last file removed the folder in between.
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
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
      return moveUnlessTaken(temporary, target);
    }
  }

  /** For file systems without hard links. */
  private boolean moveUnlessTaken(Path temporary, Path target) throws IOException {
    return locked(
        () -> {
          if (Files.exists(target)) {
            return false;
          }
          Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
          return true;
        });
  }

  private boolean locked(Action action) throws IOException {
    Files.createDirectories(root);
    IN_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(
                root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      return action.run();
    } finally {
      IN_PROCESS.unlock();
    }
  }

  /** Makes a new name survive a power failure. Windows cannot open folders. */
  private static void forceFolder(Path folder) throws IOException {
    if (IS_WINDOWS) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static Writer writerOf(byte[] bytes) {
    return channel -> {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    };
  }

  static Writer writerOf(Path file) {
    return channel -> {
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        for (long done = 0; done < in.size(); ) {
          done += in.transferTo(done, in.size() - done, channel);
        }
      }
    };
  }

  /** Writes all of a file's bytes. */
  @FunctionalInterface
  interface Writer {
    void write(FileChannel channel) throws IOException;
  }

  @FunctionalInterface
  private interface Action {
    boolean run() throws IOException;
  }
}
