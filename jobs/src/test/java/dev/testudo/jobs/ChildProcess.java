// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of its own: what it wrote, and its exit code. */
public record ChildProcess(int exitCode, String out, String err) {
  private static final long LIMIT_SECONDS = 600;

  /** Runs a class of the tests' class path in another JVM. */
  static ChildProcess ofClass(Path scratch, Class<?> mainClass, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@../conf/jvm.options",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlog4j2.configurationFile=src/test/resources/log4j2-test.properties",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                mainClass.getName()));
    command.addAll(List.of(arguments));
    return of(scratch, Path.of(""), command);
  }

  /** Runs a command; its output goes through files, so that it never blocks. */
  public static ChildProcess of(Path scratch, Path workingFolder, List<String> command)
      throws IOException, InterruptedException {
    return of(scratch, workingFolder, command, Map.of());
  }

  /** Runs a command with more environment variables. */
  static ChildProcess of(
      Path scratch, Path workingFolder, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "child", ".out");
    Path err = Files.createTempFile(scratch, "child", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingFolder.toAbsolutePath().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("%s ended within %d s", command.get(0), LIMIT_SECONDS)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new ChildProcess(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
