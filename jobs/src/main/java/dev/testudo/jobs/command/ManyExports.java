// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.render.Progress;
import dev.testudo.jobs.render.ProgressListener;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The same export for many books: a Spark job of one task a book, each of which puts its files
 * where they go. One that fails does not stop the others.
 */
final class ManyExports {
  /** What tasks do not get as it was typed. */
  private static final Set<String> OF_THE_DRIVER =
      Set.of("--master", "--set", "--library", Failures.VERBOSE);

  private final CommandSpec spec;
  private final LibraryOptions library;

  ManyExports(CommandSpec spec, LibraryOptions library) {
    this.spec = spec;
    this.library = library;
  }

  /** {@return 0 if all books are exported, 2 if every one was refused, else 1} */
  int run(Optional<String> master, List<EditionRecord> editions) {
    Settings settings = library.ofStorage();
    try (LazySession session = LazySession.withoutModel(master, settings)) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.get().sparkContext());
      List<ExportTask.Done> done = export(spark, editions, arguments(settings));
      done.forEach(this::print);
      return exitCode(done);
    }
  }

  private static List<ExportTask.Done> export(
      JavaSparkContext spark, List<EditionRecord> editions, List<String> arguments) {
    List<ExportTask.Work> work = new ArrayList<>();
    editions.forEach(edition -> work.add(new ExportTask.Work(edition.book(), edition.seconds())));
    String name = editions.size() == 1 ? editions.get(0).book() : editions.size() + " books";
    LongAccumulator books = spark.sc().longAccumulator("exported books");
    LongAccumulator millis = spark.sc().longAccumulator("exported milliseconds");
    double seconds = editions.stream().mapToDouble(EditionRecord::seconds).sum();
    Progress progress =
        new Progress(name, work.size(), "books", seconds, Progress.Style.ofThisProcess());
    ProgressListener listener =
        new ProgressListener(books.id(), millis.id(), progress, stored -> {});
    spark.sc().addSparkListener(listener);
    try (progress) {
      spark.setJobDescription("export " + name);
      return spark
          .parallelize(work, work.size())
          .map(new ExportTask(arguments, books, millis))
          .collect();
    } finally {
      spark.sc().removeSparkListener(listener);
    }
  }

  /** A task knows neither this machine's defaults nor its environment. */
  private List<String> arguments(Settings settings) {
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (OF_THE_DRIVER.contains(option.longestName())) {
        continue;
      }
      if (option.arity().max() == 0) {
        arguments.add(option.longestName());
      } else {
        option
            .originalStringValues()
            .forEach(value -> arguments.add(option.longestName() + "=" + value));
      }
    }
    arguments.add("--library=" + library.uri());
    settings.storage().forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
    return arguments;
  }

  private void print(ExportTask.Done done) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(done.out());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    done.err().lines().forEach(line -> err.println(done.book() + ": " + line));
    err.flush();
  }

  private int exitCode(List<ExportTask.Done> done) {
    List<String> failed =
        done.stream().filter(book -> book.exitCode() != 0).map(ExportTask.Done::book).toList();
    if (done.size() > 1) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("%d of %d books exported%n", done.size() - failed.size(), done.size());
      failed.forEach(book -> err.printf("  failed: %s%n", book));
      err.flush();
    }
    boolean allRefused = done.stream().allMatch(book -> book.exitCode() == Failures.REFUSED);
    return failed.isEmpty() ? 0 : allRefused ? Failures.REFUSED : Failures.INCOMPLETE;
  }
}
