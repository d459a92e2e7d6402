// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Folders that others change meanwhile. */
final class FileTree {
  private FileTree() {}

  /** Visits all files below a folder, if there is one; those that vanish meanwhile are left out. */
  static void walk(Path folder, Visit visit) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
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
  }

  /** Removes the folder and those above it, up to the root, as long as they are empty. */
  static void removeEmptyFolders(Path folder, Path root) throws IOException {
    for (Path empty = folder; !empty.equals(root); empty = empty.getParent()) {
      try {
        Files.deleteIfExists(empty);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  /** Sees a file. */
  @FunctionalInterface
  interface Visit {
    void visit(Path file, BasicFileAttributes attributes);
  }
}
