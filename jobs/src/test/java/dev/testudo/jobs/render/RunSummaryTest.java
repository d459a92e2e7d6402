// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.tone.ToneModel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
  private static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant FINISHED = STARTED.plusSeconds(100);
  private static final ToneModel MODEL = new ToneModel();
  private static final RenderSettings SETTINGS =
      RenderSettings.of(
          Settings.of(Settings.DEFAULT_PRESET, Map.of()), ToneModel.NAME, new ToneModel());
  private static final List<PlanRow> ROWS =
      List.of(
          Samples.planRow("a", 0, "a", 1),
          Samples.planRow("b", 1, "b", 1),
          Samples.planRow("c", 2, "c", 1),
          Samples.planRow("d", 3, "d", 1));

  @Test
  void addsUpWhatTheTasksReport() {
    List<UnitResult> units =
        List.of(
            unit(task("1", "cuda:0", 0, 25, 1, 4.0, 2.0, 0.5), 16, 1, 3.5, 2),
            unit(task("1", "cuda:0", 2, 40, 1, 8.0, 1.0, 0.25), 8, 2, 3.5, 0),
            unit(task("2", "cuda:0", 0, 20, 0, 0, 0, 0), 0, 0, 5.5, 1));
    RunMetrics metrics = metrics(units, List.of(take(0), take(1), flagged(2)), 1);

    assertThat(metrics)
        .isEqualTo(
            new RunMetrics(
                "run-1",
                "alice",
                "main",
                "published",
                STARTED,
                FINISHED,
                20,
                5.5,
                2,
                "cuda:0",
                16,
                new RunMetrics.Chosen(3, 2, 120, 0),
                2,
                1,
                1,
                1,
                12,
                3,
                0.75,
                2,
                3,
                3,
                7));
  }

  @Test
  void countsTasksWithoutADeviceForNoDevice() {
    RunMetrics metrics =
        metrics(
            List.of(
                unit(task("1", "", 0, 30, 0, 0, 0, 0), 0, 0, 0, 0),
                unit(task("1", "cpu", 0, 31, 1, 1, 1, 0), 8, 0, 1, 0)),
            List.of(take(0)),
            3);

    assertThat(metrics.devices()).isEqualTo(1);
    assertThat(metrics.device()).isEqualTo("cpu");
  }

  @Test
  void isAllStartUpWhereNothingWasRendered() {
    RunMetrics metrics = metrics(List.of(), List.of(take(0), take(1), take(2), take(3)), 0);

    assertThat(metrics.startupSeconds()).isEqualTo(100);
    assertThat(metrics.rendered()).isZero();
    assertThat(metrics.reused()).isEqualTo(4);
    assertThat(metrics.devices()).isZero();
    assertThat(metrics.device()).isEmpty();
    assertThat(metrics.realTimeFactor()).isZero();
  }

  private static RunMetrics metrics(List<UnitResult> units, List<EditionTake> takes, int missing) {
    RenderJob.Config config =
        new RenderJob.Config(SETTINGS, "run-1", STARTED, 0, RenderJob.Publishing.PUBLISH, 2);
    Draft draft = new Draft(plan(), "digest", takes, ROWS.subList(4 - missing, 4), List.of());
    return new RunSummary(config, plan(), draft, units, 7).metrics("published", FINISHED);
  }

  private static BookPlan plan() {
    return new BookPlan(
        "alice",
        "main",
        STARTED,
        "Alice",
        "Lewis Carroll",
        "en",
        "tone",
        "voice-digest",
        ToneModel.NAME,
        MODEL.digest(),
        MODEL.defaults(),
        "",
        ROWS);
  }

  private static EditionTake take(int ordinal) {
    return new EditionTake(ordinal, "key " + ordinal, "file", ordinal, "pcm", Set.of(), 9);
  }

  private static EditionTake flagged(int ordinal) {
    return new EditionTake(
        ordinal, "key " + ordinal, "file", ordinal, "pcm", Set.of(SpeechFault.SILENCE), 9);
  }

  private static TaskMetrics task(
      String executor,
      String device,
      int attempt,
      int startedAfter,
      int utterances,
      double audioSeconds,
      double deviceSeconds,
      double discardedSeconds) {
    return new TaskMetrics(
        "run-1",
        "alice",
        "unit",
        0,
        1,
        attempt,
        executor,
        device,
        STARTED.plusSeconds(startedAfter),
        FINISHED,
        utterances,
        audioSeconds,
        deviceSeconds,
        discardedSeconds,
        0.1,
        0.2,
        1000,
        true);
  }

  private static UnitResult unit(
      TaskMetrics task, int slots, int singlePrecisionTakes, double loadSeconds, int restarts) {
    return new UnitResult(
        "file",
        List.of(),
        task,
        slots,
        slots == 0 ? 0 : 3,
        singlePrecisionTakes,
        loadSeconds,
        restarts,
        slots == 0 ? 0 : 0.5,
        0);
  }
}
