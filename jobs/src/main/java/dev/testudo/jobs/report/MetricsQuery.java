// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Suggestion;
import dev.testudo.jobs.library.Library;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The ready queries of {@code conf/queries} over a library's metrics, which stand as the views
 * {@code utterances}, {@code tasks} and {@code runs}.
 */
public final class MetricsQuery {
  private static final List<String> TABLES = List.of("utterances", "tasks", "runs");

  private final LazySession session;
  private final Library library;

  public MetricsQuery(LazySession session, Library library) {
    this.session = requireNonNull(session, "session is null");
    this.library = requireNonNull(library, "library is null");
  }

  /** {@return the names of the ready queries} */
  public static List<String> names() {
    return ConfFiles.names("queries");
  }

  /**
   * {@return a line of column names, then a line a row, with tabs between the values}
   *
   * @param name of a ready query
   */
  public String run(String name) {
    Dataset<Row> result = rows(name);
    StringBuilder lines = new StringBuilder(String.join("\t", result.columns())).append('\n');
    result.collectAsList().forEach(row -> lines.append(row.mkString("\t")).append('\n'));
    return lines.toString();
  }

  public Dataset<Row> rows(String name) {
    String sql =
        ConfFiles.read("queries/" + name + ".sql")
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Cannot run query \""
                            + name
                            + "\": conf/queries has "
                            + names()
                            + Suggestion.near(name, names())));
    SparkSession spark = session.get();
    String root = library.store().location().uri().replaceFirst("/+$", "");
    TABLES.forEach(
        table ->
            spark
                .read()
                .option("mergeSchema", true)
                // No partitions: every folder's name is a column of its files, too.
                .option("recursiveFileLookup", true)
                .parquet(root + "/metrics/" + table)
                .createOrReplaceTempView(table));
    return spark.sql(sql);
  }
}
