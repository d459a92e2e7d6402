package dev.testudo.jobs.table;

/** Columns of the table of {@link RunMetrics}. */
public final class RunMetricsTable {
  public static final ParquetTable<RunMetrics> TABLE = new ParquetTable<>();

  private RunMetricsTable() {}
}
