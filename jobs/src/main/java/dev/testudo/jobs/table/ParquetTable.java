package dev.testudo.jobs.table;

import dev.testudo.jobs.store.ObjectReader;
import java.util.List;
import java.util.Set;

/**
 * A Parquet table: its columns and how a record becomes a row. A file has one row group and a
 * format number in its footer; it is built and read in memory, so that only whole files are ever
 * stored.
 *
 * <p>Columns are only ever added: a column that a file lacks reads as 0, empty or false. Files of a
 * newer format are refused.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class ParquetTable<R> {
  ParquetTable() {}

  /** {@return the bytes of a file with these rows} */
  public byte[] write(List<R> rows) {
    throw new UnsupportedOperationException();
  }

  /** {@return all rows of a file} */
  public List<R> read(byte[] file) {
    throw new UnsupportedOperationException();
  }

  /** {@return all rows, with only these columns read; the others are 0, empty or false} */
  public List<R> read(ObjectReader file, Set<String> columns) {
    throw new UnsupportedOperationException();
  }
}
