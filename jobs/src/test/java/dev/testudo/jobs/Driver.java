// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own that runs while the test does something to it. */
record Driver(Process process, Path output) {
  private static final long LIMIT_SECONDS = 240;

  static Driver start(Path scratch, List<String> command) throws IOException {
    Path output = Files.createTempFile(scratch, "driver", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_DRIVER_MEMORY", "512m");
    return new Driver(builder.start(), output);
  }

  /** As kill -9 does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** {@return the exit code, once the process has ended} */
  int finish() {
    try {
      if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new AssertionError("The run did not end in " + LIMIT_SECONDS + " s: " + log());
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  String log() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the command's error messages, without its log} */
  List<String> errors() {
    return log().lines().filter(line -> line.startsWith("testudo: ")).toList();
  }
}
