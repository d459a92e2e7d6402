// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.library.DeliveryCheck;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.report.Chart.Share;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.synthesis.audio.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The metrics as one page that needs nothing else: all runs as a table, the last run that rendered
 * anything in detail, and what to change after it.
 */
public final class HtmlReport {
  private final Library library;
  private final List<BookRun> runs;
  private final List<EditionRecord> casts;
  private final Optional<RunFigures> latest;

  private HtmlReport(Library library, List<BookRun> runs, List<EditionRecord> casts) {
    this.library = library;
    this.runs = runs;
    this.casts = casts;
    this.latest = RunFigures.latest(runs);
  }

  /** {@return the page about one book, or about all} */
  public static String of(Library library, Optional<String> book) {
    return new HtmlReport(
            library, BookRun.readAll(library, book), SpeakingTimes.editions(library, book))
        .page(book);
  }

  private String page(Optional<String> book) {
    StringBuilder body = new StringBuilder();
    body.append("<h1>Testudo: ").append(Html.text(book.orElse("all books"))).append("</h1>");
    latest.ifPresentOrElse(
        run -> body.append(headline(run)).append(details(run)),
        () -> body.append("<p>No run has rendered anything yet.</p>"));
    if (!casts.isEmpty()) {
      body.append(
          Html.section(
              "Speakers",
              "Minutes of speech in the published editions that have a cast.",
              SpeakingTimes.html(casts)));
    }
    body.append(deliveries(book));
    body.append(allRuns());
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Testudo report</title>
    <style>
    %s</style>
    </head>
    <body>
    %s</body>
    </html>
    """
        .formatted(styleSheet(), body);
  }

  private static String styleSheet() {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String headline(RunFigures run) {
    RunMetrics first = run.first();
    double rtf = run.wallSeconds() / run.audioSeconds();
    double seconds = run.wallSeconds() - run.startupSeconds();
    return "<p class=\"headline\">%s</p><p class=\"note\">%s</p>"
        .formatted(
            Html.text(
                String.format(
                    Locale.ROOT,
                    "%s of audio in %s: RTF %.3f with start-up, %.3f without, %.1f times real time",
                    Durations.text(run.audioSeconds()),
                    Durations.text(run.wallSeconds()),
                    rtf,
                    seconds / run.audioSeconds(),
                    1 / rtf)),
            Html.text(
                ("Run %s, the last that rendered, began %s. Books: %d, takes: %d, executors: %d"
                        + " (%s, %d slots). Start-up took %s of it, publishing %s.")
                    .formatted(
                        first.run(),
                        time(first),
                        run.books().size(),
                        run.takes().size(),
                        run.byExecutor().size(),
                        first.device(),
                        first.slots(),
                        Durations.text(run.startupSeconds()),
                        Durations.text(
                            run.wallSeconds() - run.startupSeconds() - run.renderingSeconds()))));
  }

  private String details(RunFigures run) {
    TakePlayer player = new TakePlayer(library, run);
    return recommendations(run)
        + Html.section(
            "RTF over time",
            "Wall seconds per audio second of all executors together; lower is better.",
            realTimeFactor(run))
        + Html.section(
            "Batch fill over time",
            "Share of decoder slots in use. The rest was idle.",
            Chart.line(
                new OverTime(run).batchFill(), run.renderingSeconds(), 1, "Batch fill over time"))
        + Html.section(
            "Stages",
            "Device seconds by stage, and the seconds that tasks spent on encoding and writing"
                + " takes.",
            stages(run))
        + Html.section(
            "Executors",
            "Each bar is a task, rendering one unit; point at it for its figures.",
            new TaskTimeline(run).html())
        + Html.section(
            "Slowest utterances",
            "Those that cost most for their length; very short ones often do.",
            SlowTakes.html(run.takes(), player))
        + Html.section(
            "Suspicious takes",
            "Still faulty after all attempts; each plays from a second before its first place.",
            SuspiciousTakes.html(run.takes(), player))
        + Html.section("Faults", "What went wrong in this run, book by book.", faults(run))
        + Html.section(
            "Figures",
            "The numbers that the rules look at.",
            Html.table(
                List.of("figure", "value", "meaning"),
                Arrays.stream(Figure.values())
                    .map(f -> List.of(f.label(), Advice.number(f.of(run)), f.meaning()))
                    .toList()));
  }

  private static String recommendations(RunFigures run) {
    List<Advice> holding = Advice.of(run);
    StringBuilder list =
        new StringBuilder(holding.isEmpty() ? "<p>No recommendations.</p>" : "<ul>");
    for (Advice advice : holding) {
      list.append(
          "<li>%s <span class=\"note\">%s</span></li>"
              .formatted(Html.text(advice.sentence()), Html.text(advice.figures(run))));
    }
    list.append(holding.isEmpty() ? "" : "</ul>");
    String rules =
        Html.table(
            List.of("if", "here", "then"),
            Arrays.stream(Advice.values())
                .map(a -> List.of(a.rule(), a.figures(run), a.sentence()))
                .toList());
    return Html.section(
        "What to change",
        "Derived from the figures by the rules below; a rule knows nothing but its figures.",
        list + "<details><summary>All rules</summary>" + rules + "</details>");
  }

  private static String realTimeFactor(RunFigures run) {
    double[] values = new OverTime(run).realTimeFactor();
    double[] drawn = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    // The buckets at both ends hold little audio: their peaks must not flatten the rest.
    double top = drawn.length == 0 ? 1 : drawn[(int) (drawn.length * 0.9)] * 1.5;
    return Chart.line(values, run.renderingSeconds(), top, "RTF over time");
  }

  private static String stages(RunFigures run) {
    List<Share> shares = new ArrayList<>();
    StageSeconds.of(run.takes()).forEach((stage, seconds) -> shares.add(new Share(stage, seconds)));
    shares.add(new Share("encoding (task)", run.ofTasks(TaskMetrics::encodeSeconds)));
    shares.add(new Share("writing (task)", run.ofTasks(TaskMetrics::writeSeconds)));
    return Chart.shares(shares, "Seconds by stage");
  }

  private static String faults(RunFigures run) {
    return Html.table(
        List.of(
            "book",
            "outcome",
            "missing",
            "suspicious",
            "discarded",
            "tasks retried",
            "in single precision",
            "out of memory",
            "devices lost"),
        run.books().stream()
            .map(BookRun::run)
            .map(
                book ->
                    List.of(
                        book.book(),
                        book.outcome(),
                        "" + book.missing(),
                        "" + book.suspicious(),
                        Durations.text(book.discardedSeconds()),
                        "" + book.taskRetries(),
                        "" + book.precisionRetries(),
                        "" + book.outOfMemoryRestarts(),
                        "" + book.devicesLost()))
            .toList());
  }

  private String deliveries(Optional<String> book) {
    List<DeliveryCheck> checks = library.checks(book);
    if (checks.isEmpty()) {
      return "";
    }
    String table =
        Html.table(
            List.of("book", "edition", "measured to", "when", "result"),
            checks.stream()
                .map(
                    check ->
                        List.of(
                            check.book(),
                            check.edition(),
                            check.title(),
                            check
                                    .checked()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString()
                                    .replace('T', ' ')
                                + (isPublished(check) ? "" : ", an earlier version of the edition"),
                            check.failed().isEmpty()
                                ? "passed, " + check.findings().size() + " checks"
                                : check.failed().size()
                                    + " of "
                                    + check.findings().size()
                                    + " checks failed"))
                .toList());
    List<List<String>> failed =
        checks.stream()
            .flatMap(
                check ->
                    check.failed().stream()
                        .map(
                            finding ->
                                List.of(
                                    check.book(),
                                    check.profile(),
                                    finding.file(),
                                    finding.requirement(),
                                    finding.measured(),
                                    finding.required())))
            .toList();
    String failures =
        failed.isEmpty()
            ? ""
            : Html.table(
                List.of("book", "profile", "file", "what", "measured", "asked for"), failed);
    return Html.section("Delivery checks", "The last results of export --check.", table + failures);
  }

  private boolean isPublished(DeliveryCheck check) {
    return library
        .edition(check.book(), check.edition())
        .filter(edition -> edition.digest().equals(check.digest()))
        .isPresent();
  }

  private String allRuns() {
    List<List<String>> rows =
        runs.stream()
            .map(BookRun::run)
            .sorted(Comparator.comparing(RunMetrics::started).reversed())
            .map(
                run ->
                    List.of(
                        time(run),
                        run.book(),
                        run.edition(),
                        run.outcome(),
                        "" + run.rendered(),
                        "" + run.reused(),
                        Durations.text(run.audioSeconds()),
                        Durations.text(run.wallSeconds()),
                        run.rendered() == 0 ? "" : Advice.number(run.realTimeFactor()),
                        "" + run.devices()))
            .toList();
    return Html.section(
        "All runs",
        "The newest first; RTF with start-up.",
        Html.table(
            List.of(
                "began",
                "book",
                "edition",
                "outcome",
                "rendered",
                "reused",
                "audio",
                "wall",
                "RTF",
                "devices"),
            rows));
  }

  private static String time(RunMetrics run) {
    return run.started().truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
  }
}
