package dev.testudo.jobs.table;

/** Columns of the table of {@link UtteranceMetrics}. */
public final class UtteranceMetricsTable {
  public static final ParquetTable<UtteranceMetrics> TABLE = new ParquetTable<>();

  private UtteranceMetricsTable() {}
}
