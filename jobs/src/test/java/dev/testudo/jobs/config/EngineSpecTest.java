// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineSpecTest {
  private static EngineSpec spec(int workers, int laterRows) {
    return new EngineSpec(
        "starter", "ab", "auto", "auto", 64, workers, false, laterRows, 32, "auto", false);
  }

  @Test
  void comesBackFromItsPropertiesAsItWas() {
    EngineSpec spec = new EngineSpec("m", "d", "cuda:1", "half", 7, 3, true, 8, 32, "/gpu", true);
    assertThat(EngineSpec.fromProperties(spec.toProperties())).isEqualTo(spec);
  }

  @Test
  void aGpuGetsAtMostFourWorkers() {
    EngineConfig config = spec(0, 8).on(List.of("2"));
    assertThat(config.device()).isEqualTo("cuda:2");
    assertThat(config.precision()).isEqualTo(Precision.HALF);
    assertThat(config.workers()).isBetween(2, 4);
    assertThat(config.laterShape()).isEqualTo("8x32");
    assertThat(spec(9, 1).on(List.of("2")).workers()).isEqualTo(9);
    assertThat(spec(0, 1).on(List.of()).laterShape()).isEqualTo("exact");
  }

  @Test
  void utterancesThatWaitForOthersComeOnTopOfTheSlots() {
    assertThat(spec(0, 1).utterancesInFlight()).isEqualTo(64);
    assertThat(spec(0, 8).utterancesInFlight()).isEqualTo(64 + 7 * 8);
  }
}
