// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.report.Chart.ColorKey;
import dev.testudo.jobs.report.Chart.Stretch;
import dev.testudo.jobs.table.TaskMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tasks of a run over time, executor by executor. */
final class TaskTimeline {
  private final RunFigures run;

  TaskTimeline(RunFigures run) {
    this.run = run;
  }

  String html() {
    List<Chart.Lane> lanes = new ArrayList<>();
    for (Map.Entry<String, List<TaskMetrics>> executor : run.byExecutor().entrySet()) {
      List<Stretch> stretches = executor.getValue().stream().map(this::stretch).toList();
      lanes.add(new Chart.Lane(executor.getKey(), Chart.rows(stretches)));
    }
    return Chart.timeline(lanes, run.renderingSeconds(), "Tasks of each executor over time")
        + Chart.legend(
            List.of(
                new ColorKey("task", "first attempt"),
                new ColorKey("retried", "tried before"),
                new ColorKey("late", "duplicate work: another task had stored the unit")));
  }

  private Stretch stretch(TaskMetrics task) {
    String kind = !task.stored() ? "late" : task.attempt() > 0 ? "retried" : "task";
    return new Stretch(
        RunFigures.seconds(run.renderingStarted(), task.started()),
        RunFigures.seconds(run.renderingStarted(), task.finished()),
        kind,
        String.format(
            Locale.ROOT,
            "%s, unit %d, attempt %d: %d utterances, %.1f s of audio in %.1f s on %s",
            task.book(),
            task.unitIndex(),
            task.attempt(),
            task.utterances(),
            task.audioSeconds(),
            task.wallSeconds(),
            task.device()));
  }
}
