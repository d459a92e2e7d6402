package dev.testudo.jobs.table;

/** Columns of the table of {@link EditionTake}. */
public final class EditionTakesTable {
  public static final ParquetTable<EditionTake> TABLE = new ParquetTable<>();

  private EditionTakesTable() {}
}
