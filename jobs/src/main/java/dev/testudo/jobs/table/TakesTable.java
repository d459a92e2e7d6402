package dev.testudo.jobs.table;

/** Columns of the table of {@link Take}. */
public final class TakesTable {
  public static final ParquetTable<Take> TABLE = new ParquetTable<>();

  private TakesTable() {}
}
