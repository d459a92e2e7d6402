package dev.testudo.jobs.table;

/** Columns of the table of {@link TaskMetrics}. */
public final class TaskMetricsTable {
  public static final ParquetTable<TaskMetrics> TABLE = new ParquetTable<>();

  private TaskMetricsTable() {}
}
