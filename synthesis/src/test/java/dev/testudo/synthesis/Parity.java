// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The reference's golden vectors, which are not part of this project. */
public final class Parity {
  private static final Path FOLDER =
      Path.of(System.getenv().getOrDefault("TESTUDO_PARITY_DIR", "../../shared/parity"));

  private Parity() {}

  /** {@return a file of theirs; without them the test is skipped, and says so} */
  public static Path file(String name) {
    assumeTrue(
        Files.isDirectory(FOLDER),
        () -> "No parity data in " + FOLDER + ": set TESTUDO_PARITY_DIR");
    return FOLDER.resolve(name);
  }
}
