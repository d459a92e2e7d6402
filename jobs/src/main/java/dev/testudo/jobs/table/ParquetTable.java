// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.jobs.store.ObjectReader;
import dev.testudo.jobs.store.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet table: its columns and how a record becomes a row. A file has one row group and a
 * format number in its footer; it is built in memory, so that only whole files are ever stored.
 *
 * <p>Columns are only ever added: a column that a file lacks reads as 0, empty or false. Files of a
 * newer format are refused by a {@link NewerFormatException}; whatever else cannot be read, down to
 * a flipped bit, is a {@link CorruptTableException}.
 */
public final class ParquetTable<R> {
  private static final String FORMAT = "testudo.format";
  private static final String TABLE = "testudo.table";

  /** Above any file's size, so that a file has one row group. */
  private static final long ROW_GROUP_BYTES = 1L << 40;

  private final String name;
  private final int format;
  private final List<Column<R>> columns;
  private final Function<Row, R> reader;
  private final MessageType schema;

  ParquetTable(String name, int format, List<Column<R>> columns, Function<Row, R> reader) {
    this.name = name;
    this.format = format;
    this.columns = List.copyOf(columns);
    this.reader = reader;
    List<Type> types = new ArrayList<>();
    columns.forEach(column -> types.add(column.kind().type(column.name())));
    this.schema = new MessageType(name, types);
  }

  static <R> TableBuilder<R> named(String name, int format) {
    return new TableBuilder<>(name, format);
  }

  public String name() {
    return name;
  }

  /** {@return names of the columns, in order} */
  public Set<String> columns() {
    return columns.stream().map(Column::name).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** {@return names of all columns but one} */
  public Set<String> columnsWithout(String column) {
    Set<String> others = columns();
    others.remove(column);
    return others;
  }

  /** {@return the bytes of a file with these rows} */
  public byte[] write(List<R> rows) {
    return write(rows, Map.of());
  }

  /**
   * {@return the bytes of a file with these rows}
   *
   * @param properties are kept in the footer, for {@link #properties}
   */
  public byte[] write(List<R> rows, Map<String, String> properties) {
    Map<String, String> footer = new HashMap<>(properties);
    footer.put(TABLE, name);
    footer.put(FORMAT, Integer.toString(format));
    MemoryOutputFile file = new MemoryOutputFile();
    try (ParquetWriter<Group> writer = writer(file, footer)) {
      for (R row : rows) {
        Group group = new SimpleGroup(schema);
        columns.forEach(column -> column.writer().accept(row, group));
        writer.write(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot build a " + name + " file in memory", e);
    }
    return file.bytes();
  }

  private ParquetWriter<Group> writer(MemoryOutputFile file, Map<String, String> footer)
      throws IOException {
    var builder =
        ExampleParquetWriter.builder(file)
            .withConf(new PlainParquetConfiguration())
            .withType(schema)
            .withExtraMetaData(footer)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withCompressionCodec(codec());
    for (Column<R> column : columns) {
      if (column.kind() == Column.Kind.BYTES) {
        builder
            .withDictionaryEncoding(column.name(), false)
            .withStatisticsEnabled(column.name(), false);
      }
    }
    return builder.build();
  }

  /** Bytes are audio: compressed already, and nearly all of the file. */
  private CompressionCodecName codec() {
    return columns.stream().anyMatch(column -> column.kind() == Column.Kind.BYTES)
        ? CompressionCodecName.UNCOMPRESSED
        : CompressionCodecName.ZSTD;
  }

  /** {@return all rows of a file} */
  public List<R> read(byte[] file) {
    return read(new MemoryInputFile(file), columns());
  }

  /** {@return all rows, with only these columns read; the others are 0, empty or false} */
  public List<R> read(ObjectReader file, Set<String> wanted) {
    return read(new StoredInputFile(file), wanted);
  }

  private List<R> read(InputFile file, Set<String> wanted) {
    return withFile(file, parquet -> readRows(parquet, wanted));
  }

  /** {@return what was kept in the footer of a file} */
  public Map<String, String> properties(byte[] file) {
    return withFile(new MemoryInputFile(file), ParquetTable::properties);
  }

  private static Map<String, String> properties(ParquetFileReader parquet) {
    return parquet.getFileMetaData().getKeyValueMetaData();
  }

  private <T> T withFile(InputFile file, FileFunction<T> function) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .usePageChecksumVerification()
            .build();
    try (ParquetFileReader parquet = ParquetFileReader.open(file, options)) {
      requireKnown(properties(parquet));
      return function.apply(parquet);
    } catch (StorageException | NewerFormatException | CorruptTableException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Parquet throws whatever the damaged bytes lead it to.
      throw new CorruptTableException("Cannot read the " + name + " file: it is damaged", e);
    }
  }

  private void requireKnown(Map<String, String> properties) {
    if (!name.equals(properties.get(TABLE))) {
      throw new CorruptTableException("Cannot read the file: it is no " + name + " file");
    }
    int found = Integer.parseInt(properties.get(FORMAT));
    if (found > format) {
      throw new NewerFormatException(name, found, format);
    }
  }

  private List<R> readRows(ParquetFileReader parquet, Set<String> wanted) throws IOException {
    MessageType stored = parquet.getFileMetaData().getSchema();
    List<Type> types = new ArrayList<>();
    for (Column<R> column : columns) {
      if (wanted.contains(column.name()) && stored.containsField(column.name())) {
        types.add(column.kind().type(column.name()));
      }
    }
    MessageType requested = new MessageType(name, types);
    parquet.setRequestedSchema(requested);
    MessageColumnIO columnIo = new ColumnIOFactory().getColumnIO(requested, stored);
    List<R> rows = new ArrayList<>();
    for (PageReadStore pages = parquet.readNextRowGroup();
        pages != null;
        pages = parquet.readNextRowGroup()) {
      RecordReader<Group> records =
          columnIo.getRecordReader(pages, new GroupRecordConverter(requested));
      for (long i = 0; i < pages.getRowCount(); i++) {
        rows.add(reader.apply(new Row(records.read())));
      }
    }
    return rows;
  }

  /** {@return the table's section of TABLES.md} */
  String describe() {
    StringBuilder text =
        new StringBuilder("| column | type | unit | meaning |\n|---|---|---|---|\n");
    for (Column<R> column : columns) {
      text.append(
          "| `%s` | `%s` | %s | %s |\n"
              .formatted(column.name(), column.kind().sql(), column.unit(), column.meaning()));
    }
    return text.toString();
  }

  @FunctionalInterface
  private interface FileFunction<T> {
    T apply(ParquetFileReader parquet) throws IOException;
  }
}
