// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.TaskMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Sums a run up from what its tasks report. */
final class RunSummary {
  private final RenderJob.Config config;
  private final BookPlan plan;
  private final Draft draft;
  private final List<UnitResult> units;
  private final List<TaskMetrics> tasks;
  private final int devicesLost;

  RunSummary(
      RenderJob.Config config,
      BookPlan plan,
      Draft draft,
      List<UnitResult> units,
      int devicesLost) {
    this.config = config;
    this.plan = plan;
    this.draft = draft;
    this.units = List.copyOf(units);
    this.devicesLost = devicesLost;
    this.tasks = units.stream().map(UnitResult::metrics).toList();
  }

  RunMetrics metrics(String outcome, Instant finished) {
    int rendered = tasks.stream().mapToInt(TaskMetrics::utterances).sum();
    return new RunMetrics(
        config.run(),
        plan.book(),
        plan.edition(),
        outcome,
        config.started(),
        finished,
        startupSeconds(finished),
        units.stream().mapToDouble(UnitResult::modelLoadSeconds).max().orElse(0),
        devices(),
        tasks.stream().map(TaskMetrics::device).filter(d -> !d.isEmpty()).findFirst().orElse(""),
        units.stream().mapToInt(UnitResult::slots).max().orElse(0),
        new RunMetrics.Chosen(
            units.stream().mapToInt(UnitResult::workers).max().orElse(0),
            config.tasksPerExecutor(),
            config.settings().unitSeconds(),
            config.settings().pricePerHour()),
        rendered,
        Math.max(0, draft.takes().size() - rendered),
        draft.missing().size(),
        (int) draft.takes().stream().filter(take -> !take.faults().isEmpty()).count(),
        sum(TaskMetrics::audioSeconds),
        sum(TaskMetrics::deviceSeconds),
        sum(TaskMetrics::discardedSeconds),
        tasks.stream().mapToInt(TaskMetrics::attempt).sum(),
        units.stream().mapToInt(UnitResult::singlePrecisionTakes).sum(),
        units.stream().mapToInt(UnitResult::outOfMemoryRestarts).sum(),
        devicesLost);
  }

  /** Until the first task began; the whole run if nothing was rendered. */
  private double startupSeconds(Instant finished) {
    Instant first =
        tasks.stream().map(TaskMetrics::started).min(Instant::compareTo).orElse(finished);
    return Duration.between(config.started(), first).toMillis() / 1000.0;
  }

  private int devices() {
    return (int)
        tasks.stream()
            .filter(task -> !task.device().isEmpty())
            .map(task -> task.executor() + " " + task.device())
            .distinct()
            .count();
  }

  private double sum(ToDoubleFunction<TaskMetrics> seconds) {
    return tasks.stream().mapToDouble(seconds).sum();
  }
}
