// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** {@code words/}: what was heard in the takes of a file that nothing had listened to before. */
public final class HeardTakesTable {
  public static final ParquetTable<HeardTake> TABLE = table();

  private HeardTakesTable() {}

  private static ParquetTable<HeardTake> table() {
    TableBuilder<HeardTake> table =
        ParquetTable.<HeardTake>named("words", 1)
            .text("key", "utterance key, 64 hex digits", HeardTake::key)
            .text(
                "pcmSha256",
                "SHA-256 of the decoded samples as 16-bit little-endian integers",
                HeardTake::pcmSha256)
            .text("listener", "SHA-256 of the listener's network", HeardTake::listener);
    HearingColumns.addWords(table, HeardTake::hearing);
    HearingColumns.addFindings(table, HeardTake::hearing);
    return table.readBy(
        row ->
            new HeardTake(
                row.text("key"),
                row.text("pcmSha256"),
                HearingColumns.read(row),
                row.text("listener")));
  }
}
