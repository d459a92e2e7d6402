// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.segmentation.Pause;
import dev.testudo.segmentation.SourceMap;
import dev.testudo.segmentation.Span;
import java.util.List;

/** {@code plans/}: one row for each utterance of a book, in book order. */
public final class PlanTable {
  public static final ParquetTable<PlanRow> TABLE =
      ParquetTable.<PlanRow>named("plan", 1)
          .text("key", "utterance key, 64 hex digits", PlanRow::key)
          .integer("ordinal", "", "position in the book, from 0", PlanRow::ordinal)
          .integer("chapter", "", "index of the chapter, from 1", PlanRow::chapter)
          .text("chapterTitle", "title of the chapter", PlanRow::chapterTitle)
          .integer(
              "spanStart",
              "UTF-16 units",
              "first offset in the untouched manuscript",
              PlanRow::spanStart)
          .integer("spanEnd", "UTF-16 units", "offset after the last one", PlanRow::spanEnd)
          .text("spokenText", "what is spoken", PlanRow::spokenText)
          .text(
              "pauseAfter",
              "CLAUSE, SENTENCE, PARAGRAPH or HEADING",
              row -> row.pauseAfter().name())
          .integer(
              "occurrence",
              "",
              "utterances of the same spoken text before it in the book",
              PlanRow::occurrence)
          .integer("salt", "", "retakes that were asked for", PlanRow::salt)
          .integer("tokens", "", "text tokens", PlanRow::tokens)
          .seconds("predictedSeconds", "predicted length of the take", PlanRow::predictedSeconds)
          .integers(
              "sources",
              "where the spoken text comes from: for each run of characters their number and the"
                  + " range of the untouched manuscript; a range as long as the run is character by"
                  + " character",
              row -> row.sources().runs())
          .text("speaker", "who says it in the story, empty for the narrator", PlanRow::speaker)
          .text("voice", "name of the speaker's voice, empty for the plan's", PlanRow::voice)
          .text("voiceDigest", "its digest, empty for the plan's", PlanRow::voiceDigest)
          .readBy(PlanTable::read);

  private PlanTable() {}

  private static PlanRow read(Row row) {
    Span span = new Span(row.integer("spanStart"), row.integer("spanEnd"));
    String spokenText = row.text("spokenText");
    List<Integer> runs = row.integers("sources");
    return new PlanRow(
        row.text("key"),
        row.integer("ordinal"),
        row.integer("chapter"),
        row.text("chapterTitle"),
        span.start(),
        span.end(),
        spokenText,
        row.constant("pauseAfter", Pause.class, Pause.SENTENCE),
        row.integer("occurrence"),
        row.integer("salt"),
        row.integer("tokens"),
        row.float64("predictedSeconds"),
        runs.isEmpty() ? SourceMap.of(span, spokenText.length()) : new SourceMap(runs),
        row.text("speaker"),
        row.text("voice"),
        row.text("voiceDigest"));
  }
}
