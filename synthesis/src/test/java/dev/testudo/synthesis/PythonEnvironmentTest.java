// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {
  @TempDir private Path folder;

  @Test
  void takesTheNewestCompleteEnvironment() throws IOException {
    complete("old", 1);
    Path newest = complete("new", 3);
    complete("older", 2);
    Files.createDirectories(folder.resolve("testudo/python/unfinished"));

    assertThat(PythonEnvironment.find(Map.of("XDG_CACHE_HOME", folder.toString())))
        .contains(newest.resolve("bin/python"));
    assertThat(
            PythonEnvironment.find(
                Map.of("TESTUDO_PYTHON_CACHE", folder.resolve("testudo/python").toString())))
        .contains(newest.resolve("bin/python"));
  }

  @Test
  void takesTheNamedOneFirst() throws IOException {
    complete("new", 1);
    assertThat(
            PythonEnvironment.find(
                Map.of("TESTUDO_PYTHON", "/opt/python", "XDG_CACHE_HOME", folder.toString())))
        .contains(Path.of("/opt/python"));
  }

  @Test
  void findsNoneWhereNoneIsComplete() {
    assertThat(PythonEnvironment.find(Map.of("HOME", folder.toString()))).isEmpty();
  }

  private Path complete(String name, long second) throws IOException {
    Path environment = folder.resolve("testudo/python").resolve(name);
    Files.createDirectories(environment);
    Path mark = Files.createFile(environment.resolve("complete"));
    Files.setLastModifiedTime(mark, FileTime.from(Instant.ofEpochSecond(second)));
    return environment;
  }
}
