package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Scripts of the Python tests, in the environment that {@code synthesis/python/test} makes. */
public final class PythonScript {
  private static final Path TESTS =
      Path.of("../synthesis/python/tests").toAbsolutePath().normalize();

  private PythonScript() {}

  /** Runs a script on a folder; without a Python the test is skipped, and says so. */
  public static void run(String script, Path folder) throws IOException, InterruptedException {
    Optional<String> python = python(System.getenv());
    assumeTrue(
        python.isPresent(),
        "No Python with torch: run synthesis/python/test once, or set TESTUDO_PYTHON");
    ProcessBuilder builder =
        new ProcessBuilder(python.get(), TESTS.resolve(script).toString(), folder.toString());
    builder.environment().put("PYTHONPATH", TESTS.getParent() + ":" + TESTS);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Path said = Files.createTempFile("script", ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    Files.delete(said);
  }

  private static Optional<String> python(Map<String, String> environment) throws IOException {
    if (environment.containsKey("TESTUDO_PYTHON")) {
      return Optional.of(environment.get("TESTUDO_PYTHON"));
    }
    Path cache =
        Path.of(
            environment.getOrDefault(
                "TESTUDO_PYTHON_CACHE", environment.get("HOME") + "/.cache/testudo/python"));
    if (!Files.isDirectory(cache)) {
      return Optional.empty();
    }
    try (Stream<Path> made = Files.list(cache)) {
      return made.filter(environmentMade -> Files.exists(environmentMade.resolve("complete")))
          .max(Comparator.comparing(environmentMade -> environmentMade.toFile().lastModified()))
          .map(environmentMade -> environmentMade.resolve("bin/python").toString());
    }
  }
}
