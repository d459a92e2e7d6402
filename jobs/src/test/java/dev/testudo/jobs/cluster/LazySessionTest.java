// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.config.Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LazySessionTest {
  /** One rule for the session and for the number of tasks that slots are counted by. */
  @Test
  void theOptionWinsOverTheSettings() {
    Settings settings =
        Settings.of(Settings.DEFAULT_PRESET, Map.of("spark.master", "local-cluster[2,3,1024]"));
    Optional<String> option = Optional.of("local[5,4]");

    assertThat(LazySession.chosenMaster(option, settings)).isEqualTo("local[5,4]");
    assertThat(LazySession.tasksPerExecutor(option, settings)).isEqualTo(5);
    assertThat(LazySession.chosenMaster(Optional.empty(), settings))
        .isEqualTo("local-cluster[2,3,1024]");
    assertThat(LazySession.tasksPerExecutor(Optional.empty(), settings)).isEqualTo(3);
    assertThat(
            LazySession.chosenMaster(
                Optional.empty(), Settings.of(Settings.DEFAULT_PRESET, Map.of())))
        .isEqualTo("local[" + Runtime.getRuntime().availableProcessors() + ",4]");
  }
}
