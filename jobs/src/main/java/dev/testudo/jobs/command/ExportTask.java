// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.render.Progress;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;
import picocli.CommandLine;

/** One Spark task: exports one book as {@code testudo export BOOK} does. */
final class ExportTask implements Function<ExportTask.Work, ExportTask.Done> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<String> arguments;
  private final LongAccumulator books;
  private final LongAccumulator millis;

  /**
   * @param arguments what is the same for every book
   * @param books counts them as they are finished, for progress only
   * @param millis adds up the milliseconds of their audio, for progress only
   */
  ExportTask(List<String> arguments, LongAccumulator books, LongAccumulator millis) {
    this.arguments = new ArrayList<>(arguments);
    this.books = requireNonNull(books, "books is null");
    this.millis = requireNonNull(millis, "millis is null");
  }

  /** A book, and the length of its audio. */
  record Work(String book, double seconds) implements Serializable {}

  /** What the command printed, and its exit code. */
  record Done(String book, int exitCode, String out, String err) implements Serializable {}

  @Override
  public Done call(Work work) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new ExportCommand(Progress.Style.LOG));
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    Failures.reportBy(command);
    List<String> line = new ArrayList<>(List.of(work.book()));
    line.addAll(arguments);
    int exitCode = command.execute(line.toArray(String[]::new));
    books.add(1);
    millis.add(Math.round(work.seconds() * 1000));
    return new Done(work.book(), exitCode, out.toString(), err.toString());
  }
}
