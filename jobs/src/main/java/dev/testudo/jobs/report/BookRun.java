// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.ParallelReads;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.ParquetTable;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.jobs.table.TaskMetricsTable;
import dev.testudo.jobs.table.UtteranceMetrics;
import dev.testudo.jobs.table.UtteranceMetricsTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a run did for one book, as the metrics tables have it.
 *
 * @param takes that the run rendered, without their sound
 */
public record BookRun(RunMetrics run, List<TaskMetrics> tasks, List<Take> takes) {
  public BookRun {
    requireNonNull(run, "run is null");
    tasks = List.copyOf(tasks);
    takes = List.copyOf(takes);
  }

  /** {@return the runs of one book, or of all, the oldest first} */
  public static List<BookRun> readAll(Library library, Optional<String> book) {
    return ParallelReads.map(files(library, book), path -> readFile(library, path)).stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(entry -> entry.run().started()))
        .toList();
  }

  /** {@return what the newest run that rendered something came to} */
  public static Optional<RunMetrics> latest(Library library) {
    return ParallelReads.map(
            files(library, Optional.empty()),
            path -> RunMetricsTable.TABLE.read(library.store().read(path)))
        .stream()
        .flatMap(List::stream)
        .filter(run -> run.throughputPerDevice() > 0)
        .max(Comparator.comparing(RunMetrics::started));
  }

  /** A file holds what one run did for the book that it is named after. */
  private static List<String> files(Library library, Optional<String> book) {
    String end = book.map(name -> "/" + name + ".parquet").orElse("");
    try (Stream<StoredObject> files = library.store().list("metrics/runs/")) {
      return files.map(StoredObject::path).filter(path -> path.endsWith(end)).toList();
    }
  }

  private static List<BookRun> readFile(Library library, String path) {
    return RunMetricsTable.TABLE.read(library.store().read(path)).stream()
        .map(run -> read(library, run))
        .toList();
  }

  private static BookRun read(Library library, RunMetrics run) {
    return new BookRun(
        run,
        rows(library, TaskMetricsTable.TABLE, run),
        rows(library, UtteranceMetricsTable.TABLE, run).stream()
            .map(UtteranceMetrics::take)
            .toList());
  }

  /** A run that rendered nothing has a row of its own only. */
  private static <R> List<R> rows(Library library, ParquetTable<R> table, RunMetrics run) {
    return library
        .store()
        .readVersioned(Library.metricsFile(table, run.run(), run.book()))
        .map(file -> table.read(file.bytes()))
        .orElse(List.of());
  }
}
