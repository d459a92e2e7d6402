// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InferenceLibraryTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/testudo/synthesis");

  @Test
  void isKnownInOnePackageOnly() throws IOException {
    assertThat(filesThatName("ai.djl"))
        .isNotEmpty()
        .allMatch(file -> file.getParent().equals(SOURCES.resolve("torch")));
  }

  private static List<Path> filesThatName(String library) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> read(file).contains(library))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
