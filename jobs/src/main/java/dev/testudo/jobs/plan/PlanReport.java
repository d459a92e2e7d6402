// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Covers;
import dev.testudo.jobs.library.Ledger;
import dev.testudo.jobs.library.Ledger.Reason;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.Script;
import dev.testudo.segmentation.Script.ScriptChapter;
import dev.testudo.segmentation.Script.Skipped;
import dev.testudo.segmentation.cast.Speaker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What rendering a manuscript would do, as text and as JSON. */
public final class PlanReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Contents contents;
  private final BookPlan plan;
  private final int toRender;
  private final double secondsToRender;
  private final Map<Reason, Integer> reasons;

  private PlanReport(
      Contents contents, BookPlan plan, List<PlanRow> missing, Map<Reason, Integer> reasons) {
    this.contents = requireNonNull(contents, "contents is null");
    this.plan = requireNonNull(plan, "plan is null");
    this.toRender = missing.size();
    this.secondsToRender = missing.stream().mapToDouble(PlanRow::predictedSeconds).sum();
    this.reasons = new TreeMap<>(reasons);
  }

  /** The JSON object. */
  private record Contents(
      String source,
      String book,
      String edition,
      int utterances,
      int toRender,
      double estimatedSeconds,
      String title,
      String author,
      String language,
      List<ChapterContents> chapters,
      int read,
      List<Skipped> skipped,
      String cover,
      List<String> warnings) {}

  private record ChapterContents(
      int index,
      String title,
      int sentences,
      int utterances,
      int characters,
      double estimatedSeconds) {}

  /** Compares the plan with what the library has; writes nothing. */
  public static PlanReport of(SegmentJob.Segmented book, Library library) {
    BookPlan plan = book.plan();
    Ledger ledger = Ledger.read(library, plan.book(), plan.edition());
    List<PlanRow> missing = ledger.missing(plan);
    return new PlanReport(contents(book, missing.size()), plan, missing, ledger.reasons(plan));
  }

  private static Contents contents(SegmentJob.Segmented book, int toRender) {
    Script script = book.script();
    BookPlan plan = book.plan();
    Map<Integer, List<PlanRow>> rows =
        plan.rows().stream().collect(Collectors.groupingBy(PlanRow::chapter));
    List<ChapterContents> chapters = new ArrayList<>();
    for (ScriptChapter chapter : script.chapters()) {
      if (rows.containsKey(chapter.index())) {
        chapters.add(chapter(chapter, rows.get(chapter.index())));
      }
    }
    return new Contents(
        book.source(),
        plan.book(),
        plan.edition(),
        plan.rows().size(),
        toRender,
        tenths(plan.predictedSeconds()),
        script.title(),
        script.author(),
        script.language(),
        chapters,
        script.readCharacters(),
        script.skipped(),
        book.cover().map(Covers::describe).orElse(""),
        warnings(book));
  }

  private static List<String> warnings(SegmentJob.Segmented book) {
    List<String> warnings = new ArrayList<>(book.script().warnings());
    book.renaming().ifPresent(warnings::add);
    unknownSpeakers(book.plan()).ifPresent(warnings::add);
    return warnings;
  }

  private static Optional<String> unknownSpeakers(BookPlan plan) {
    long speech = plan.rows().stream().filter(row -> !row.speaker().isEmpty()).count();
    List<PlanRow> unknown =
        plan.rows().stream().filter(row -> row.speaker().equals(Speaker.UNKNOWN)).toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "no speaker is certain for %d of %d utterances of speech; \"%s\" reads them; testudo script --cast FILE shows which"
                .formatted(unknown.size(), speech, plan.voice(unknown.get(0))));
  }

  private static ChapterContents chapter(ScriptChapter chapter, List<PlanRow> rows) {
    return new ChapterContents(
        chapter.index(),
        chapter.title(),
        chapter.sentences().size(),
        rows.size(),
        rows.stream().mapToInt(row -> row.spokenText().length()).sum(),
        tenths(rows.stream().mapToDouble(PlanRow::predictedSeconds).sum()));
  }

  private static double tenths(double seconds) {
    return Math.round(seconds * 10) / 10.0;
  }

  /**
   * {@return one JSON object in one line}
   *
   * @param cost empty if no price was given, or no run is known
   */
  public String json(Optional<PlanCost> cost) {
    try {
      ObjectNode object = JSON.valueToTree(contents);
      cost.ifPresent(known -> object.set("cost", JSON.valueToTree(known)));
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A plan is plain data", e);
    }
  }

  /** {@return predicted audio of what is not rendered yet} */
  public double secondsToRender() {
    return secondsToRender;
  }

  /** {@return lines for a person} */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(contents.title() + (contents.author().isEmpty() ? "" : ", by " + contents.author()));
    lines.add("book " + plan.book() + ", edition " + plan.edition() + ", voice " + plan.voice());
    for (ChapterContents chapter : contents.chapters()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%4d  %6.1f min  %5d utterances  %s",
              chapter.index(),
              chapter.estimatedSeconds() / 60,
              chapter.utterances(),
              chapter.title()));
    }
    lines.add("reads " + contents.read() + " characters");
    for (Skipped skipped : contents.skipped()) {
      lines.add(
          "skips %d characters: %s, such as %s"
              .formatted(skipped.characters(), skipped.reason(), quoted(skipped.examples())));
    }
    if (!contents.cover().isEmpty()) {
      lines.add("cover: " + contents.cover());
    }
    contents.warnings().forEach(warning -> lines.add("warning: " + warning));
    lines.add(work());
    return String.join(System.lineSeparator(), lines);
  }

  private static String quoted(List<String> examples) {
    return examples.stream()
        .map(example -> "\"" + example.strip().replaceAll("\\s+", " ") + "\"")
        .collect(Collectors.joining(", "));
  }

  private String work() {
    int all = plan.rows().size();
    String why =
        reasons.entrySet().stream()
            .map(reason -> reason.getValue() + " " + words(reason.getKey()))
            .collect(Collectors.joining(", "));
    return "%d of %d utterances are rendered already, %d to render%s; about %.1f min of audio in all"
        .formatted(
            all - toRender,
            all,
            toRender,
            why.isEmpty() ? "" : " (" + why + ")",
            plan.predictedSeconds() / 60);
  }

  private static String words(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
