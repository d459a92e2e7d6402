// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** {@code metrics/utterances/}: the takes of a run without their sound. */
public final class UtteranceMetricsTable {
  public static final ParquetTable<UtteranceMetrics> TABLE = table();

  private UtteranceMetricsTable() {}

  private static ParquetTable<UtteranceMetrics> table() {
    TableBuilder<UtteranceMetrics> table = ParquetTable.named("utterances", 1);
    TakeColumns.addTo(table, UtteranceMetrics::take);
    return table
        .text("edition", "edition that the run rendered for", UtteranceMetrics::edition)
        .float64(
            "realTimeFactor",
            "s/s",
            "deviceSeconds / audioSeconds, lower is better",
            row -> row.take().realTimeFactor())
        .text(
            "speaker",
            "who says it in the story, empty for the narrator",
            UtteranceMetrics::speaker)
        .readBy(
            row ->
                new UtteranceMetrics(
                    row.text("edition"),
                    row.text("speaker"),
                    TakeColumns.read(row, TakeColumns.readAudio(row, new float[0], new byte[0]))));
  }
}
