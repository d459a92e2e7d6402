// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TablesPageTest {
  static Stream<ParquetTable<?>> tables() {
    return Stream.of(
        PlanTable.TABLE,
        TakesTable.TABLE,
        HeardTakesTable.TABLE,
        EditionTakesTable.TABLE,
        UtteranceMetricsTable.TABLE,
        TaskMetricsTable.TABLE,
        RunMetricsTable.TABLE);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void pageHasEveryColumnAsItIs(ParquetTable<?> table) throws IOException {
    String page = Files.readString(Path.of("TABLES.md"));

    assertThat(page).contains("## " + table.name() + "\n").contains(table.describe());
  }
}
