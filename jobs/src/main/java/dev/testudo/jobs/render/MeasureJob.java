// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.TakeRows;
import dev.testudo.jobs.table.ParquetTable;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.jobs.table.TaskMetricsTable;
import dev.testudo.jobs.table.UtteranceMetrics;
import dev.testudo.jobs.table.UtteranceMetricsTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a run's metrics tables. The utterances are derived from the stored takes, so they match
 * the audio one to one; a run that rendered nothing has a run row only.
 */
final class MeasureJob {
  private MeasureJob() {}

  /**
   * @param plan says who speaks
   */
  static void run(
      Library library, BookPlan plan, RunMetrics run, List<UnitResult> units, TakeRows rows) {
    Map<String, String> speakers =
        plan.rows().stream().collect(Collectors.toMap(PlanRow::key, PlanRow::speaker));
    List<String> files =
        units.stream().map(UnitResult::file).filter(file -> !file.isEmpty()).toList();
    Map<String, List<Take>> takes = rows.of(files);
    List<UtteranceMetrics> utterances =
        files.stream()
            .flatMap(file -> takes.get(file).stream())
            .filter(take -> take.origin().run().equals(run.run()))
            .map(take -> new UtteranceMetrics(run.edition(), speakers.get(take.key()), take))
            .toList();
    List<TaskMetrics> tasks = units.stream().map(UnitResult::metrics).toList();
    if (!tasks.isEmpty()) {
      put(library, UtteranceMetricsTable.TABLE, run, utterances);
      put(library, TaskMetricsTable.TABLE, run, tasks);
    }
    put(library, RunMetricsTable.TABLE, run, List.of(run));
  }

  private static <R> void put(
      Library library, ParquetTable<R> table, RunMetrics run, List<R> rows) {
    library
        .store()
        .putIfAbsent(Library.metricsFile(table, run.run(), run.book()), table.write(rows));
  }
}
