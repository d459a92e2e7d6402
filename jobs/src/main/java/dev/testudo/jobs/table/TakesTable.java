// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** {@code takes/}: one row for each finished utterance of a unit, its audio last. */
public final class TakesTable {
  /** The FLAC bytes, which every reader of metrics leaves out. */
  public static final String AUDIO = "audio";

  /** The words and their times, which only readers of single takes need. */
  public static final String WORDS = HearingColumns.WORDS;

  /** What was heard to be wrong. */
  public static final String FINDINGS = HearingColumns.FINDINGS;

  public static final ParquetTable<Take> TABLE = table();

  private TakesTable() {}

  private static ParquetTable<Take> table() {
    TableBuilder<Take> table = ParquetTable.named("takes", 1);
    TakeColumns.addTo(table, take -> take);
    table.floats(
        "energies",
        "full scale = 1",
        "mean K-weighted power of each 100 ms",
        take -> take.audio().energies());
    HearingColumns.addWords(table, Take::hearing);
    return table
        .bytes(AUDIO, "FLAC, mono", "the take", take -> take.audio().flac())
        .readBy(
            row ->
                TakeColumns.read(
                    row, TakeColumns.readAudio(row, row.floats("energies"), row.bytes(AUDIO))));
  }
}
