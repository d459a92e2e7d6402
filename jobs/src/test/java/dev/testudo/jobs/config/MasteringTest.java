// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.audio.MasteringProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasteringTest {
  private static final Path CONF = Path.of("../conf");

  @TempDir private Path conf;

  private final String before = System.getProperty(ConfFiles.FOLDER_PROPERTY);

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(ConfFiles.FOLDER_PROPERTY);
    } else {
      System.setProperty(ConfFiles.FOLDER_PROPERTY, before);
    }
  }

  private static MasteringProfile profile(Map<String, String> overrides) {
    return Mastering.of(Settings.of(Settings.DEFAULT_PRESET, overrides));
  }

  /** A folder {@code conf} of a user, with one profile of their own. */
  private void write(String name, String text) throws IOException {
    Files.createDirectories(conf.resolve("mastering"));
    Files.createDirectories(conf.resolve("presets"));
    Files.writeString(conf.resolve("mastering/" + name + ".properties"), text);
    Files.copy(
        CONF.resolve("presets/standard.properties"), conf.resolve("presets/standard.properties"));
    System.setProperty(ConfFiles.FOLDER_PROPERTY, conf.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"audiobook", "podcast", "raw"})
  void readsEveryProfileThatShips(String name) {
    assertThat(profile(Map.of("mastering", name)).name()).isEqualTo(name);
  }

  @Test
  void oneKeyOverridesTheProfile() {
    MasteringProfile podcast = profile(Map.of("mastering", "podcast"));
    MasteringProfile changed = profile(Map.of("mastering", "podcast", "lead-in-ms", "17"));
    assertThat(changed.leadInMillis()).isEqualTo(17);
    assertThat(changed.targetLufs()).isEqualTo(podcast.targetLufs());
    assertThat(profile(Map.of("mastering", "raw")).normalizes()).isFalse();
  }

  @Test
  void oneSentenceForEveryProblemOfAUsersProfile() throws IOException {
    write(
        "mine",
        Files.readString(CONF.resolve("mastering/audiobook.properties"))
            .replace("peak-ceiling-dbtp = -3", "peak-ceiling-dbtp = loud")
            .replace("lead-in-ms = 750", "lead-in-ms = 1.5")
            .replace("pause-clause-ms = 150", "pause-clause = 150"));

    String file = "conf/mastering/mine.properties";
    assertThatThrownBy(() -> profile(Map.of("mastering", "mine")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Cannot use "lead-in-ms" = "1.5" in %1$s: it must be a whole number, 0 to 60000
            Cannot use %1$s: it lacks "pause-clause-ms"
            Cannot use "peak-ceiling-dbtp" = "loud" in %1$s: it must be a number, -20 to 0, or none
            Cannot use the unknown setting "pause-clause" in %1$s (did you mean "pause-clause-ms"?)\
            """
                .formatted(file));
  }

  @Test
  void refusesGainWithoutCeiling() {
    assertThatThrownBy(() -> profile(Map.of("peak-ceiling-dbtp", "none")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("needs a peak ceiling");
  }
}
