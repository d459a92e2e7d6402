// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command is to write. */
final class OutputFile {
  private OutputFile() {}

  /** Refuses a file that cannot be written where it is to be, before any work is done for it. */
  static void require(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigException("Cannot write \"" + file + "\": it is a folder; name a file in it");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new ConfigException(
          "Cannot write \"" + file + "\": there is no folder \"" + folder + "\"; make it first");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new ConfigException("Cannot write \"" + file + "\": permission is denied");
    }
  }
}
