// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TaskMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One run with all its books, which shared its executors, and what follows from its metrics. */
final class RunFigures {
  private final List<BookRun> books;
  private final List<TaskMetrics> tasks;
  private final List<Take> takes;

  RunFigures(List<BookRun> books) {
    if (books.isEmpty()) {
      throw new IllegalArgumentException("Cannot sum up a run without books");
    }
    this.books = List.copyOf(books);
    this.tasks =
        books.stream()
            .flatMap(book -> book.tasks().stream())
            .filter(task -> task.utterances() > 0)
            .sorted(Comparator.comparing(TaskMetrics::started))
            .toList();
    this.takes = books.stream().flatMap(book -> book.takes().stream()).toList();
  }

  /** {@return the last run that rendered anything, if there is one} */
  static Optional<RunFigures> latest(List<BookRun> books) {
    Map<String, List<BookRun>> byRun =
        books.stream()
            .collect(
                Collectors.groupingBy(
                    book -> book.run().run(), LinkedHashMap::new, Collectors.toList()));
    return byRun.values().stream()
        .map(RunFigures::new)
        .filter(run -> !run.tasks.isEmpty() && run.audioSeconds() > 0)
        .max(Comparator.comparing(RunFigures::started));
  }

  List<BookRun> books() {
    return books;
  }

  /** {@return the tasks that rendered something, the first first} */
  List<TaskMetrics> tasks() {
    return tasks;
  }

  List<Take> takes() {
    return takes;
  }

  RunMetrics first() {
    return books.get(0).run();
  }

  private Instant started() {
    return books.stream().map(book -> book.run().started()).min(Instant::compareTo).orElseThrow();
  }

  double wallSeconds() {
    Instant finished =
        books.stream().map(book -> book.run().finished()).max(Instant::compareTo).orElseThrow();
    return seconds(started(), finished);
  }

  Instant renderingStarted() {
    return tasks.get(0).started();
  }

  Instant renderingFinished() {
    return tasks.stream().map(TaskMetrics::finished).max(Instant::compareTo).orElseThrow();
  }

  double startupSeconds() {
    return seconds(started(), renderingStarted());
  }

  double renderingSeconds() {
    return seconds(renderingStarted(), renderingFinished());
  }

  double audioSeconds() {
    return ofTakes(take -> take.audio().seconds());
  }

  double deviceSeconds() {
    return ofTakes(take -> take.cost().deviceSeconds());
  }

  double ofTakes(ToDoubleFunction<Take> value) {
    return takes.stream().mapToDouble(value).sum();
  }

  double ofTasks(ToDoubleFunction<TaskMetrics> value) {
    return tasks.stream().mapToDouble(value).sum();
  }

  double ofBooks(ToDoubleFunction<RunMetrics> value) {
    return books.stream().map(BookRun::run).mapToDouble(value).sum();
  }

  /** {@return the tasks of each executor, in the order in which executors began} */
  Map<String, List<TaskMetrics>> byExecutor() {
    return tasks.stream()
        .collect(
            Collectors.groupingBy(TaskMetrics::executor, LinkedHashMap::new, Collectors.toList()));
  }

  /** {@return share of the executors' rendering time in which they had ended and others not} */
  double idleTail() {
    Collection<List<TaskMetrics>> executors = byExecutor().values();
    double idle =
        executors.stream()
            .map(own -> own.stream().map(TaskMetrics::finished).max(Instant::compareTo))
            .mapToDouble(last -> seconds(last.orElseThrow(), renderingFinished()))
            .sum();
    return share(idle, executors.size() * renderingSeconds());
  }

  /** {@return mean share of live slots, each utterance counted by its decoding steps} */
  double batchFill() {
    return share(
        ofTakes(take -> take.cost().batchFill() * take.cost().codes()),
        ofTakes(take -> take.cost().codes()));
  }

  static double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }

  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
