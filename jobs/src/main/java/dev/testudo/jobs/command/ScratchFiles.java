// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** What processes that were killed have left in a machine's folders for temporary files. */
final class ScratchFiles {
  /**
   * As the JDK names what stitching, verifying, exporting and measuring make there, and as S3A
   * names parts of uploads.
   */
  private static final Pattern NAME =
      Pattern.compile("testudo-((chapter|verify|export|bench)-)?\\d+(\\.\\w+)?|s3ablock-.*");

  private ScratchFiles() {}

  /**
   * {@return files and folders in which nothing was written since then, in name order}
   *
   * @param folder that need not exist
   */
  static List<Path> unchangedSince(Path folder, Instant since) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> NAME.matcher(entry.getFileName().toString()).matches())
          .filter(entry -> lastWritten(entry).isBefore(since))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for scratch files in " + folder, e);
    }
  }

  private static Instant lastWritten(Path entry) {
    try (Stream<Path> all = Files.walk(entry)) {
      return all.map(ScratchFiles::modified).max(Instant::compareTo).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + entry, e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at " + file, e);
    }
  }

  static long bytes(Path entry) {
    return FileUtils.sizeOf(entry.toFile());
  }

  static void delete(Path entry) {
    try {
      FileUtils.forceDelete(entry.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + entry + ": " + e.getMessage(), e);
    }
  }
}
