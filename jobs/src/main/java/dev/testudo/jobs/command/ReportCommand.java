// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.config.Suggestion;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.report.HtmlReport;
import dev.testudo.jobs.report.MetricsQuery;
import dev.testudo.jobs.report.RunReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The metrics of past runs. */
@Command(
    name = "report",
    description = "Shows the metrics of the runs of a book, or of all books.",
    footer = {"", "Example:", "  testudo report carroll-alice --html report.html"})
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "BOOK", description = "The book's name in the library.")
  private Optional<String> book = Optional.empty();

  @Mixin private LibraryOptions library = new LibraryOptions();

  @Option(names = "--json", description = "A JSON array, one object per run.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write one self-contained page with charts, audio and advice.")
  private Optional<Path> html = Optional.empty();

  @Option(
      names = "--price-per-hour",
      paramLabel = "PRICE",
      description = "Of one device, in any currency: shows what an hour of audio has cost.")
  private Optional<Double> pricePerHour = Optional.empty();

  @Option(
      names = "--query",
      paramLabel = "NAME",
      description = "Run a query of conf/queries through Spark SQL instead.")
  private Optional<String> query = Optional.empty();

  @Override
  public Integer call() {
    html.ifPresent(OutputFile::require);
    try (Library opened = library.open()) {
      requireBooks(opened);
      if (query.isPresent()) {
        return query(opened, query.get());
      }
      if (html.isPresent()) {
        return write(HtmlReport.of(opened, book), html.get());
      }
      RunReport report =
          RunReport.read(opened, book, pricePerHour.stream().mapToDouble(p -> p).findFirst());
      String text =
          report.isEmpty()
              ? "The library "
                  + library.uri()
                  + " has no runs"
                  + book.map(b -> " of " + b).orElse("")
              : report.text();
      spec.commandLine().getOut().println(json ? report.json() : text);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  private void requireBooks(Library opened) {
    List<String> books = opened.books();
    if (books.isEmpty()) {
      throw new ConfigException(
          "Cannot report on the library \""
              + library.uri()
              + "\": it holds no book; check --library");
    }
    if (book.isPresent() && !books.contains(book.get())) {
      throw new ConfigException(
          "Cannot report on book \"%s\": the library holds %s%s"
              .formatted(book.get(), BookOptions.some(books), Suggestion.near(book.get(), books)));
    }
  }

  private int write(String page, Path file) {
    try {
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the report to " + file + ": " + e.getMessage(), e);
    }
    spec.commandLine().getOut().println("Wrote " + file);
    return 0;
  }

  private int query(Library opened, String name) {
    Settings settings = library.ofStorage();
    try (LazySession session = LazySession.withoutModel(Optional.empty(), settings)) {
      spec.commandLine().getOut().print(new MetricsQuery(session, opened).run(name));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
