package dev.testudo.jobs;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.jobs.table.TaskMetricsTable;
import dev.testudo.jobs.table.UtteranceMetrics;
import dev.testudo.jobs.table.UtteranceMetricsTable;
import java.util.List;

/**
 * Writes a run's metrics tables. The utterances are derived from the stored takes, so they match
 * the audio one to one; a run that rendered nothing has a run row only.
 */
final class MeasureJob {
  private MeasureJob() {}

  static void run(Library library, RunMetrics run, List<UnitResult> units) {
    List<UtteranceMetrics> utterances =
        units.stream()
            .filter(unit -> !unit.file().isEmpty())
            .flatMap(unit -> TakeFiles.readWithoutAudio(library.store(), unit.file()).stream())
            .filter(take -> take.origin().run().equals(run.run()))
            .map(take -> new UtteranceMetrics(run.edition(), take))
            .toList();
    List<TaskMetrics> tasks = units.stream().map(UnitResult::metrics).toList();
    if (!tasks.isEmpty()) {
      put(library, "utterances", run, UtteranceMetricsTable.TABLE.write(utterances));
      put(library, "tasks", run, TaskMetricsTable.TABLE.write(tasks));
    }
    put(library, "runs", run, RunMetricsTable.TABLE.write(List.of(run)));
  }

  /** {@return where a table lies, ending in a slash} */
  static String folder(String table) {
    return "metrics/" + table + "/";
  }

  private static void put(Library library, String table, RunMetrics run, byte[] file) {
    String path = folder(table) + "run=" + run.run() + "/" + run.book() + ".parquet";
    library.store().putIfAbsent(path, file);
  }
}
