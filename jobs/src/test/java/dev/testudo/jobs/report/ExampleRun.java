// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakeAudio;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SpeechFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run of a hundred seconds on two executors that gives no cause for advice, until single figures
 * of it are changed.
 */
final class ExampleRun {
  static final Instant STARTED = Instant.parse("2026-03-01T10:00:00Z");
  private static final int TAKES = 10;
  private static final int SAMPLE_RATE_HZ = 16_000;

  String book = "alice";
  double startupSeconds = 10;
  double lastTaskEnds = 95;
  double otherTaskEnds = 93;
  boolean oneExecutor;
  double batchFill = 0.8;
  double queueSeconds = 0.2;
  double latencySeconds = 10;
  double diffusionSeconds = 1;
  double discardedSeconds;
  double encodeSeconds = 1;
  double takeSeconds = 10;
  int suspicious;
  int taskRetries;
  int precisionRetries;
  int outOfMemoryRestarts;
  int devicesLost;

  RunFigures figures() {
    return new RunFigures(List.of(bookRun()));
  }

  BookRun bookRun() {
    List<Take> takes = new ArrayList<>();
    for (int i = 0; i < TAKES; i++) {
      takes.add(take(i));
    }
    return new BookRun(
        run(),
        List.of(task("1", 0, lastTaskEnds), task(oneExecutor ? "1" : "2", 1, otherTaskEnds)),
        takes);
  }

  private static Instant after(double seconds) {
    return STARTED.plusMillis(Math.round(seconds * 1000));
  }

  private Take take(int ordinal) {
    return new Take(
        "key-" + ordinal,
        book,
        ordinal,
        1,
        40,
        ordinal < suspicious ? Set.of(SpeechFault.REPETITION) : Set.of(),
        new Rendering.Cost(
            20,
            100,
            1,
            0,
            queueSeconds,
            latencySeconds,
            stageSeconds(ordinal),
            discardedSeconds,
            batchFill,
            0,
            Precision.SINGLE),
        new Take.Origin(
            "run-1",
            "unit-1",
            "slt",
            "voice",
            "model",
            "cpu",
            8,
            "exact",
            "PyTorch",
            "1",
            after(startupSeconds + ordinal),
            after(startupSeconds + ordinal + latencySeconds)),
        new TakeAudio(
            new byte[0],
            Math.round(takeSeconds * SAMPLE_RATE_HZ),
            SAMPLE_RATE_HZ,
            "digest",
            new float[0],
            0.9f));
  }

  private Map<String, Double> stageSeconds(int ordinal) {
    return Map.of(
        "autoregressive", 1 + ordinal * 0.01, "diffusion", diffusionSeconds, "vocoder", 0.5);
  }

  private TaskMetrics task(String executor, int index, double ends) {
    return new TaskMetrics(
        "run-1",
        book,
        "unit-" + index,
        index,
        index,
        0,
        executor,
        "cpu",
        after(startupSeconds),
        after(ends),
        TAKES / 2,
        50,
        12,
        0,
        encodeSeconds,
        0.5,
        1000,
        true);
  }

  private RunMetrics run() {
    return new RunMetrics(
        "run-1",
        book,
        "main",
        "published",
        STARTED,
        after(100),
        startupSeconds,
        2,
        2,
        "cpu",
        8,
        new RunMetrics.Chosen(1, 2, 120, 0),
        TAKES,
        0,
        0,
        suspicious,
        TAKES * takeSeconds,
        25,
        0,
        taskRetries,
        precisionRetries,
        outOfMemoryRestarts,
        devicesLost);
  }
}
