// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.tone.ToneModel;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutorShapeTest {
  @Test
  void coresOrGpusBoundTheTasks() {
    assertThat(ExecutorShape.tasks("local[3,4]", Map.of())).isEqualTo(3);
    assertThat(ExecutorShape.tasks("local-cluster[2,5,1024]", Map.of())).isEqualTo(5);
    assertThat(ExecutorShape.tasks("yarn", Map.of())).isEqualTo(1);
    assertThat(
            ExecutorShape.tasks(
                "spark://host:7077",
                Map.of(
                    "spark.executor.cores", "8",
                    "spark.executor.resource.gpu.amount", "1",
                    "spark.task.resource.gpu.amount", "0.25")))
        .isEqualTo(4);
  }

  @Test
  void unitsAreLongerOnAGpu() {
    assertThat(settings(Map.of()).unitSeconds()).isEqualTo(120);
    assertThat(settings(Map.of("spark.executor.resource.gpu.amount", "1")).unitSeconds())
        .isEqualTo(300);
    assertThat(settings(Map.of("device", "cuda:0")).unitSeconds()).isEqualTo(300);
  }

  @Test
  void onAGpuTasksUnitsAndSlotsFitEachOther() {
    Map<String, String> gpu =
        Map.of("spark.executor.resource.gpu.amount", "1", "spark.executor.cores", "8");
    assertThat(ExecutorShape.tasks("spark://host:7077", gpu)).isEqualTo(4);
    assertThat(ExecutorShape.taskShare("spark://host:7077", gpu)).contains("0.25");
    assertThat(ExecutorShape.taskShare("local[8]", Map.of())).isEmpty();
    RenderSettings settings = settings(gpu);
    assertThat(settings.engine().slots()).isEqualTo(256);

    RenderSettings filled = settings.withSlotsFor(4, 8);
    assertThat(filled.unitSeconds()).isEqualTo(1024);
    assertThat(filled.engine().slots()).isEqualTo(256);
    assertThat(filled.effective()).containsEntry("unit-seconds", "1024");
    assertThat(settings.withSlotsFor(2, 8).unitSeconds()).isEqualTo(1200);
    assertThat(settings.withSlotsFor(2, 8).engine().slots()).isEqualTo(150);
    assertThat(settings(Map.of("device", "cuda:0", "unit-seconds", "80")).withSlotsFor(4, 8))
        .extracting(RenderSettings::unitSeconds, s -> s.engine().slots())
        .containsExactly(80.0, 20);
  }

  @Test
  void slotsThatTasksCannotFillAreGivenUp() {
    RenderSettings settings = settings(Map.of("slots", "16"));

    assertThat(settings.withSlotsFor(4, 10).engine().slots()).isEqualTo(16);
    assertThat(settings.withSlotsFor(2, 10).engine().slots()).isEqualTo(12);
    assertThat(settings.withSlotsFor(1, 100).engine().slots()).isEqualTo(4);
    assertThat(settings.withSlotsFor(2, 10).effective()).containsEntry("slots", "12");
  }

  private static RenderSettings settings(Map<String, String> overrides) {
    return RenderSettings.of(
        Settings.of(Settings.DEFAULT_PRESET, overrides), ToneModel.NAME, new ToneModel());
  }
}
