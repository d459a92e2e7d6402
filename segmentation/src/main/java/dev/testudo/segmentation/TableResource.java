// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the tab-separated rule tables that lie beside the classes. */
final class TableResource {
  /** A line of a table; what its columns mean stands on top of the table. */
  record Row(List<String> columns) {
    Row {
      columns = List.copyOf(columns);
    }

    String kind() {
      return columns.get(0);
    }

    String form() {
      return columns.get(1);
    }

    /** {@return the last column, which shows the rule at work} */
    String test() {
      return columns.get(columns.size() - 1);
    }
  }

  private TableResource() {}

  static List<Row> rows(String name, int columns) {
    try (InputStream in = TableResource.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> row(name, line, columns))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the table " + name, e);
    }
  }

  private static Row row(String name, String line, int columns) {
    Row row = new Row(List.of(line.split("\t", -1)));
    if (row.columns().size() != columns) {
      throw new IllegalStateException(
          "Cannot read the table %s: not %d columns (%s)".formatted(name, columns, line));
    }
    return row;
  }
}
