package dev.testudo.jobs.table;

/** {@code takes/}: one row for each finished utterance of a unit, its audio last. */
public final class TakesTable {
  /** The FLAC bytes, which every reader of metrics leaves out. */
  public static final String AUDIO = "audio";

  public static final ParquetTable<Take> TABLE = table();

  private TakesTable() {}

  private static ParquetTable<Take> table() {
    TableBuilder<Take> table = ParquetTable.named("takes", 1);
    TakeColumns.addTo(table, take -> take);
    return table
        .floats(
            "energies",
            "full scale = 1",
            "mean K-weighted power of each 100 ms",
            take -> take.audio().energies())
        .bytes(AUDIO, "FLAC, mono", "the take", take -> take.audio().flac())
        .readBy(
            row ->
                TakeColumns.read(
                    row, TakeColumns.readAudio(row, row.floats("energies"), row.bytes(AUDIO))));
  }
}
