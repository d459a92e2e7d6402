package dev.testudo.jobs.table;

/** Columns of the table of {@link PlanRow}. */
public final class PlanTable {
  public static final ParquetTable<PlanRow> TABLE = new ParquetTable<>();

  private PlanTable() {}
}
