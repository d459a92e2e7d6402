// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** A rendering that dies at the first utterance after a unit was stored, as if by kill -9. */
final class KilledRender {
  static final int EXIT_CODE = 137;

  private KilledRender() {}

  public static void main(String[] arguments) {
    LibraryFolder library = new LibraryFolder(Path.of(arguments[0]));
    String[] command = Arrays.copyOfRange(arguments, 1, arguments.length);
    DisturbedTone.install(
        request -> {
          if (hasTakes(library)) {
            Runtime.getRuntime().halt(EXIT_CODE);
          }
          return Set.of();
        },
        Map.of("slots", "4"));
    System.exit(CommandLineRun.of(command).exitCode());
  }

  private static boolean hasTakes(LibraryFolder library) {
    try {
      return library.files("takes").stream().anyMatch(file -> file.toString().endsWith(".parquet"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
