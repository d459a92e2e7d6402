// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Scripts of the Python tests, in the Python of {@link PythonEnvironment}. */
public final class PythonScript {
  private static final Path TESTS =
      Path.of("../synthesis/python/tests").toAbsolutePath().normalize();

  private PythonScript() {}

  /** Runs a script on a folder; without a Python the test is skipped, and says so. */
  public static void run(String script, Path folder) throws IOException, InterruptedException {
    Optional<Path> python = PythonEnvironment.find(System.getenv());
    assumeTrue(
        python.isPresent(),
        "No Python with torch: run synthesis/python/environment once, or set TESTUDO_PYTHON");
    ProcessBuilder builder =
        new ProcessBuilder(
            python.get().toString(), TESTS.resolve(script).toString(), folder.toString());
    builder.environment().put("PYTHONPATH", TESTS.getParent() + ":" + TESTS);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Path said = Files.createTempFile("script", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    Files.delete(said);
  }
}
