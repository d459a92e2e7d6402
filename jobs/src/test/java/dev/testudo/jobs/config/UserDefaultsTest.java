// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserDefaultsTest {
  @TempDir private Path folder;

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void theProjectsFileWins() throws IOException {
    Path person = file("person", "slots = 16", "fs.s3a.endpoint = http://storage:9000");
    Path project = file("project", "slots = 4");

    assertThat(UserDefaults.read(List.of(person, folder.resolve("missing"), project)))
        .containsOnly(Map.entry("slots", "4"), Map.entry("fs.s3a.endpoint", "http://storage:9000"));
  }

  @Test
  void namesTheFileOfEveryProblem() throws IOException {
    Path person = file("person", "temprature = 1");
    Path project = file("project", "slots = many");

    assertThatThrownBy(() -> UserDefaults.read(List.of(person, project)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Cannot use the unknown setting "temprature" in %s (did you mean "temperature"?)
            Cannot use "slots" = "many" in %s: it must be a whole number, 4 or more"""
                .formatted(person, project));
  }

  @Test
  void presetsAndSetWin() {
    SettingsReader reader =
        new SettingsReader(Map.of("top-k", "7"), Map.of("top-k", "5", "top-p", "0.5"));
    assertThat(reader.integer("top-k", 50)).isEqualTo(7);
    assertThat(reader.number("top-p", 1)).isEqualTo(0.5);
    assertThat(reader.integer("later-step")).isEqualTo(16);
  }
}
