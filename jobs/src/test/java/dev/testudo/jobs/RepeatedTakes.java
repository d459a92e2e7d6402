// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.model.Models;
import dev.testudo.jobs.plan.ChapterSelection;
import dev.testudo.jobs.plan.Corrections;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.SegmentJob;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills a library with the takes of a long book, which are those of a short one, repeated: to
 * measure what comes after synthesis. For {@code jobs/measure exports}.
 */
final class RepeatedTakes {
  private static final int REPETITIONS_IN_A_CHAPTER = 10;
  private static final int TAKES_IN_A_FILE = 100;

  private RepeatedTakes() {}

  /**
   * Arguments: the short manuscript, its library, in which it is the book {@code sample}, the
   * library to fill, hours, and the manuscript to write.
   */
  public static void main(String[] arguments) throws IOException {
    LibraryFolder source = new LibraryFolder(Path.of(arguments[1]));
    EditionRecord sample;
    BookPlan plan;
    try (Library library = source.open()) {
      sample = library.edition("sample", "main").orElseThrow();
      plan = library.plan("sample", sample.plan()).orElseThrow();
    }
    double hours = Double.parseDouble(arguments[3]);
    int chapters = (int) Math.ceil(hours * 3600 / (sample.seconds() * REPETITIONS_IN_A_CHAPTER));
    String text = Files.readString(Path.of(arguments[0]));
    Path manuscript = Files.writeString(Path.of(arguments[4]), longer(text, chapters));
    fill(arguments[2], manuscript, takes(source, plan));
  }

  /** Each chapter has the first one's heading, and the text of all. */
  private static String longer(String text, int chapters) {
    int first = text.indexOf("\n# ");
    String heading = text.substring(first, text.indexOf('\n', first + 1)) + "\n";
    String body = text.substring(first).replaceAll("(?m)^# .*$", "");
    return text.substring(0, first)
        + (heading + body.repeat(REPETITIONS_IN_A_CHAPTER)).repeat(chapters);
  }

  private static Map<String, Take> takes(LibraryFolder source, BookPlan plan) throws IOException {
    Map<String, Take> byKey = new HashMap<>();
    source.takes().forEach(take -> byKey.put(take.key(), take));
    Map<String, Take> byText = new HashMap<>();
    for (PlanRow row : plan.rows()) {
      byText.put(row.spokenText(), byKey.get(row.key()));
    }
    return byText;
  }

  private static void fill(String folder, Path manuscript, Map<String, Take> byText) {
    RenderRequest request =
        new RenderRequest(
            List.of(manuscript.toString()),
            folder,
            Optional.of("long"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Models.DEFAULT,
            ChapterSelection.ALL,
            Corrections.NONE,
            Settings.of(Settings.DEFAULT_PRESET, Map.of()));
    try (SegmentJob segmentation = new SegmentJob(request);
        Library library = Library.open(new StoreLocation(folder, Map.of()))) {
      List<PlanRow> rows =
          segmentation.segment(manuscript.toString(), library, Instant.now()).plan().rows();
      for (int from = 0; from < rows.size(); from += TAKES_IN_A_FILE) {
        List<Take> takes = new ArrayList<>();
        for (PlanRow row : rows.subList(from, Math.min(rows.size(), from + TAKES_IN_A_FILE))) {
          takes.add(as(row, byText.get(row.spokenText())));
        }
        TakeFiles.write(library.store(), "long", takes);
      }
    }
  }

  private static Take as(PlanRow row, Take take) {
    return new Take(
        row.key(),
        "long",
        row.ordinal(),
        row.chapter(),
        take.characters(),
        take.faults(),
        take.cost(),
        take.origin(),
        take.audio(),
        take.hearing());
  }
}
