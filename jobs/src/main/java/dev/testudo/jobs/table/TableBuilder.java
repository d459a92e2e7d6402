// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.synthesis.Hearing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/** Collects the columns of a table; each method adds one: name, unit, meaning, value. */
final class TableBuilder<R> {
  private final String name;
  private final int format;
  private final List<Column<R>> columns = new ArrayList<>();

  TableBuilder(String name, int format) {
    this.name = name;
    this.format = format;
  }

  TableBuilder<R> text(String column, String meaning, Function<R, String> value) {
    return add(
        column,
        Column.Kind.TEXT,
        "",
        meaning,
        (record, row) -> row.add(column, value.apply(record)));
  }

  TableBuilder<R> integer(String column, String unit, String meaning, ToIntFunction<R> value) {
    return add(
        column,
        Column.Kind.INT,
        unit,
        meaning,
        (record, row) -> row.add(column, value.applyAsInt(record)));
  }

  TableBuilder<R> bigInteger(String column, String unit, String meaning, ToLongFunction<R> value) {
    return add(
        column,
        Column.Kind.LONG,
        unit,
        meaning,
        (record, row) -> row.add(column, value.applyAsLong(record)));
  }

  TableBuilder<R> float32(String column, String unit, String meaning, ToDoubleFunction<R> value) {
    return add(
        column,
        Column.Kind.FLOAT32,
        unit,
        meaning,
        (record, row) -> row.add(column, (float) value.applyAsDouble(record)));
  }

  TableBuilder<R> float64(String column, String unit, String meaning, ToDoubleFunction<R> value) {
    return add(
        column,
        Column.Kind.FLOAT64,
        unit,
        meaning,
        (record, row) -> row.add(column, value.applyAsDouble(record)));
  }

  TableBuilder<R> seconds(String column, String meaning, ToDoubleFunction<R> value) {
    return float64(column, "s", meaning, value);
  }

  TableBuilder<R> flag(String column, String meaning, Predicate<R> value) {
    return add(
        column,
        Column.Kind.FLAG,
        "",
        meaning,
        (record, row) -> row.add(column, value.test(record)));
  }

  TableBuilder<R> time(String column, String meaning, Function<R, Instant> value) {
    return add(
        column,
        Column.Kind.TIME,
        "UTC",
        meaning,
        (record, row) ->
            row.add(column, ChronoUnit.MICROS.between(Instant.EPOCH, value.apply(record))));
  }

  /** Bytes are written without a copy, a dictionary, statistics or compression. */
  TableBuilder<R> bytes(String column, String unit, String meaning, Function<R, byte[]> value) {
    return add(
        column,
        Column.Kind.BYTES,
        unit,
        meaning,
        (record, row) -> row.add(column, Binary.fromConstantByteArray(value.apply(record))));
  }

  TableBuilder<R> texts(String column, String meaning, Function<R, List<String>> value) {
    return add(
        column,
        Column.Kind.TEXTS,
        "",
        meaning,
        (record, row) -> {
          Group list = row.addGroup(column);
          value.apply(record).forEach(text -> list.addGroup(0).add(0, text));
        });
  }

  TableBuilder<R> integers(String column, String meaning, Function<R, List<Integer>> value) {
    return elements(
        column, Column.Kind.INTS, meaning, value, (number, element) -> element.add(0, number));
  }

  TableBuilder<R> words(String column, String meaning, Function<R, List<Hearing.Word>> value) {
    return elements(
        column,
        Column.Kind.WORDS,
        meaning,
        value,
        (word, element) -> {
          Group fields = element.addGroup(0);
          fields.add("text", word.text());
          fields.add("spokenStart", word.spokenStart());
          fields.add("spokenEnd", word.spokenEnd());
          fields.add("startMillis", word.startMillis());
          fields.add("endMillis", word.endMillis());
          fields.add("score", word.score());
        });
  }

  TableBuilder<R> findings(
      String column, String meaning, Function<R, List<Hearing.Finding>> value) {
    return elements(
        column,
        Column.Kind.FINDINGS,
        meaning,
        value,
        (finding, element) -> {
          Group fields = element.addGroup(0);
          fields.add("fault", finding.fault().name());
          fields.add("words", finding.words());
          fields.add("startMillis", finding.startMillis());
          fields.add("endMillis", finding.endMillis());
        });
  }

  private <T> TableBuilder<R> elements(
      String column,
      Column.Kind kind,
      String meaning,
      Function<R, List<T>> value,
      BiConsumer<T, Group> writer) {
    return add(
        column,
        kind,
        "",
        meaning,
        (record, row) -> {
          Group list = row.addGroup(column);
          value.apply(record).forEach(one -> writer.accept(one, list.addGroup(0)));
        });
  }

  TableBuilder<R> floats(String column, String unit, String meaning, Function<R, float[]> value) {
    return add(
        column,
        Column.Kind.FLOATS,
        unit,
        meaning,
        (record, row) -> {
          Group list = row.addGroup(column);
          for (float number : value.apply(record)) {
            list.addGroup(0).add(0, number);
          }
        });
  }

  /** Numbers by name. */
  TableBuilder<R> amounts(
      String column, String unit, String meaning, Function<R, Map<String, Double>> value) {
    return add(
        column,
        Column.Kind.AMOUNTS,
        unit,
        meaning,
        (record, row) -> {
          Group map = row.addGroup(column);
          value
              .apply(record)
              .forEach(
                  (name, number) -> {
                    Group entry = map.addGroup(0);
                    entry.add(0, name);
                    entry.add(1, number);
                  });
        });
  }

  private TableBuilder<R> add(
      String column, Column.Kind kind, String unit, String meaning, BiConsumer<R, Group> writer) {
    columns.add(new Column<>(column, kind, unit, meaning, writer));
    return this;
  }

  /** Ends the table with the way back from a row to a record. */
  ParquetTable<R> readBy(Function<Row, R> reader) {
    return new ParquetTable<>(name, format, columns, reader);
  }
}
