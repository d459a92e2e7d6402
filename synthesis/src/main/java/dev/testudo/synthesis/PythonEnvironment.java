// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Python with PyTorch that converts models: the one that {@code TESTUDO_PYTHON} names, or else
 * the newest environment that {@code synthesis/python/environment} has made.
 */
public final class PythonEnvironment {
  /** Names a Python in the process's environment. */
  public static final String VARIABLE = "TESTUDO_PYTHON";

  private static final String CACHE = "TESTUDO_PYTHON_CACHE";

  /** Marks an environment whose packages are all installed. */
  private static final String COMPLETE = "complete";

  private PythonEnvironment() {}

  /**
   * {@return the interpreter, if there is one}
   *
   * @param variables of the process
   */
  public static Optional<Path> find(Map<String, String> variables) {
    String named = variables.getOrDefault(VARIABLE, "");
    return named.isEmpty() ? newestIn(cache(variables)) : Optional.of(Path.of(named));
  }

  private static Path cache(Map<String, String> variables) {
    if (variables.containsKey(CACHE)) {
      return Path.of(variables.get(CACHE));
    }
    String home = variables.getOrDefault("HOME", "");
    return Path.of(variables.getOrDefault("XDG_CACHE_HOME", home + "/.cache"), "testudo", "python");
  }

  private static Optional<Path> newestIn(Path cache) {
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (Stream<Path> environments = Files.list(cache)) {
      return environments
          .filter(environment -> Files.exists(environment.resolve(COMPLETE)))
          .max(Comparator.comparing(PythonEnvironment::completed))
          .map(environment -> environment.resolve("bin").resolve("python"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot look for a Python in " + cache + ": " + e.getMessage(), e);
    }
  }

  private static FileTime completed(Path environment) {
    try {
      return Files.getLastModifiedTime(environment.resolve(COMPLETE));
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
