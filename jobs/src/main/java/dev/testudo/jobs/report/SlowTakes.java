package dev.testudo.jobs.report;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.table.Take;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The takes of a run that cost most for their length, with their text and sound. */
final class SlowTakes {
  static final int COUNT = 5;

  private final Library library;
  private final RunFigures run;

  SlowTakes(Library library, RunFigures run) {
    this.library = library;
    this.run = run;
  }

  String html() {
    List<Take> slowest =
        run.takes().stream()
            .sorted(
                Comparator.comparingDouble(Take::realTimeFactor)
                    .reversed()
                    .thenComparing(Take::key))
            .limit(COUNT)
            .toList();
    return slowest.stream().map(this::html).collect(Collectors.joining("", "<ol>", "</ol>"));
  }

  private String html(Take take) {
    String faults =
        take.faults().isEmpty()
            ? ""
            : "; "
                + take.faults().stream().sorted().map(Enum::name).collect(Collectors.joining(" "));
    return "<li><blockquote>%s</blockquote><p>%s</p>%s</li>"
        .formatted(
            Html.text(text(take)),
            Html.text(
                String.format(
                    Locale.ROOT,
                    "%s, chapter %d, utterance %d: RTF %.2f, %.1f s of audio, %.1f device seconds,"
                        + " attempts %d%s",
                    take.book(),
                    take.chapter(),
                    take.ordinal(),
                    take.realTimeFactor(),
                    take.audio().seconds(),
                    take.cost().deviceSeconds(),
                    take.cost().attempts(),
                    faults)),
            sound(take));
  }

  private String text(Take take) {
    Map<String, String> texts =
        run.books().stream()
            .filter(book -> book.run().book().equals(take.book()))
            .flatMap(book -> library.latestPlan(take.book(), book.run().edition()).stream())
            .flatMap(plan -> plan.rows().stream())
            .collect(Collectors.toMap(r -> r.key(), r -> r.spokenText(), (one, same) -> one));
    return texts.getOrDefault(take.key(), "(no longer in the book's plan)");
  }

  private String sound(Take take) {
    return TakeFiles.find(library.store(), take)
        .map(found -> Base64.getEncoder().encodeToString(found.audio().flac()))
        .map(
            flac ->
                "<audio controls preload=\"none\" src=\"data:audio/flac;base64,"
                    + flac
                    + "\"></audio>")
        .orElse("<p class=\"note\">Its takes file is no longer in the library.</p>");
  }
}
