// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that exist only while something else is being made: closing deletes those that are there.
 */
final class Scratch implements AutoCloseable {
  private final List<Path> files = new ArrayList<>();

  Scratch(Path... files) {
    this.files.addAll(List.of(files));
  }

  Path add(Path file) {
    files.add(file);
    return file;
  }

  /** Writes a temporary file in UTF-8. */
  Path write(String text, String suffix) throws IOException {
    Path file = add(Files.createTempFile("testudo-", suffix));
    return Files.writeString(file, text);
  }

  @Override
  public void close() {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new AudioException("Cannot remove \"" + file + "\": " + e.getMessage(), e);
      }
    }
  }
}
