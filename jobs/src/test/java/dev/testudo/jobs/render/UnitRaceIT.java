// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.DisturbedTone;
import dev.testudo.jobs.LibraryFolder;
import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.Casting;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Unit;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.tone.ToneModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two attempts at one unit, both past the check whether its file is there. */
class UnitRaceIT {
  @BeforeAll
  @AfterAll
  static void removeTheSession() {
    DisturbedTone.remove();
  }

  /** So that both attempts can meet within the model. */
  private static final Map<String, String> TWO_WORKERS = Map.of("workers", "2");

  @TempDir private Path folder;

  @AfterEach
  void forgetTheDisturbedModel() {
    ExecutorSynthesizer.close();
  }

  @Test
  void oneOfTwoAttemptsStoresTheUnitAndTheOtherFindsItDone() throws IOException {
    CyclicBarrier bothRendering = new CyclicBarrier(2);
    DisturbedTone.install(
        request -> {
          await(bothRendering);
          return Set.of();
        },
        TWO_WORKERS);
    LibraryFolder library = new LibraryFolder(folder);
    Unit unit = new Unit(0, List.of(row("Two attempts speak this sentence.")));

    List<UnitResult> results = renderTwice(library, unit);

    assertThat(results).extracting(UnitResult::file).containsOnly(results.get(0).file());
    assertThat(results)
        .extracting(UnitResult::metrics)
        .extracting(TaskMetrics::stored)
        .containsExactlyInAnyOrder(true, false);
    assertThat(library.files("takes")).hasSize(1);
    assertThat(library.takes()).extracting(Take::key).containsExactly(unit.rows().get(0).key());
  }

  private static List<UnitResult> renderTwice(LibraryFolder folder, Unit unit) {
    Settings settings = Settings.of(Settings.DEFAULT_PRESET, TWO_WORKERS);
    ToneModel model = new ToneModel();
    RenderSettings checked = RenderSettings.of(settings, ToneModel.NAME, model);
    try (Library library = folder.open();
        LazySession session =
            new LazySession(Optional.of("local[2,4]"), checked.engine(), settings)) {
      UnitRenderer.Config config =
          new UnitRenderer.Config(
              library.store().location(),
              "run",
              "book",
              checked.engine(),
              Casting.of(model.voice("tone")),
              checked.synthesis(),
              checked.listening(),
              2);
      try (Progress progress = new Progress("book", 2, "utterances", 4, Progress.Style.LOG)) {
        Map<Integer, UnitResult> finished = new ConcurrentSkipListMap<>();
        SynthesizeJob.run(
            JavaSparkContext.fromSparkContext(session.get().sparkContext()),
            config,
            List.of(unit, unit),
            progress,
            stored -> {},
            finished);
        return List.copyOf(finished.values());
      }
    }
  }

  private static PlanRow row(String text) {
    return new PlanRow(
        Sha256.ofText(text), 0, 1, "Chapter", 0, 1, text, Pause.SENTENCE, 0, 0, text.length(), 2);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("The other attempt did not come", e);
    }
  }
}
