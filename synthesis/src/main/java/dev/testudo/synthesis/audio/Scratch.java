package dev.testudo.synthesis.audio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that exist only while something else is being made. */
final class Scratch {
  private Scratch() {}

  /** Deletes those that are there. */
  static void delete(Path... files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new AudioException("Cannot remove \"" + file + "\": " + e.getMessage(), e);
      }
    }
  }
}
