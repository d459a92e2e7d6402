// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows takes of a run with their text and sound. For one thread. */
final class TakePlayer {
  private final Library library;
  private final RunFigures run;
  private final Map<String, Map<String, String>> textsByBook = new HashMap<>();

  TakePlayer(Library library, RunFigures run) {
    this.library = library;
    this.run = run;
  }

  /**
   * {@return an item of a list}
   *
   * @param sentence what to say about the take
   * @param startSeconds where it plays from
   */
  String html(Take take, String sentence, double startSeconds) {
    return "<li><blockquote>%s</blockquote><p>%s</p>%s</li>"
        .formatted(Html.text(text(take)), Html.text(sentence), sound(take, startSeconds));
  }

  private String text(Take take) {
    return textsByBook
        .computeIfAbsent(take.book(), this::texts)
        .getOrDefault(take.key(), "(no longer in the book's plan)");
  }

  private Map<String, String> texts(String name) {
    return run.books().stream()
        .filter(book -> book.run().book().equals(name))
        .flatMap(book -> library.latestPlan(name, book.run().edition()).stream())
        .flatMap(plan -> plan.rows().stream())
        .collect(Collectors.toMap(PlanRow::key, PlanRow::spokenText, (one, same) -> one));
  }

  private String sound(Take take, double startSeconds) {
    String from = startSeconds > 0 ? String.format(Locale.ROOT, "#t=%.1f", startSeconds) : "";
    return TakeFiles.find(library.store(), take)
        .map(found -> Base64.getEncoder().encodeToString(found.audio().flac()))
        .map(
            flac ->
                "<audio controls preload=\"none\" src=\"data:audio/flac;base64,"
                    + flac
                    + from
                    + "\"></audio>")
        .orElse("<p class=\"note\">Its takes file is no longer in the library.</p>");
  }
}
