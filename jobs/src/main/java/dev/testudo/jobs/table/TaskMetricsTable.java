// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** {@code metrics/tasks/}: one row for each unit that a run rendered. */
public final class TaskMetricsTable {
  public static final ParquetTable<TaskMetrics> TABLE =
      ParquetTable.<TaskMetrics>named("tasks", 1)
          .text("run", "id of the run", TaskMetrics::run)
          .text("book", "book", TaskMetrics::book)
          .text("unit", "SHA-256 of the unit's keys", TaskMetrics::unit)
          .integer(
              "unitIndex", "", "position of the unit in its run, from 0", TaskMetrics::unitIndex)
          .bigInteger("task", "", "Spark's task attempt id", TaskMetrics::task)
          .integer("attempt", "", "Spark's attempt number, from 0", TaskMetrics::attempt)
          .text("executor", "id of the executor", TaskMetrics::executor)
          .text("device", "kind and address of the device", TaskMetrics::device)
          .time("started", "when the task began", TaskMetrics::started)
          .time("finished", "when its file was put", TaskMetrics::finished)
          .seconds("wallSeconds", "finished - started", TaskMetrics::wallSeconds)
          .integer("utterances", "", "takes rendered", TaskMetrics::utterances)
          .seconds("audioSeconds", "sum over its takes", TaskMetrics::audioSeconds)
          .seconds(
              "deviceSeconds",
              "sum over its takes, discarded attempts included",
              TaskMetrics::deviceSeconds)
          .seconds(
              "discardedSeconds",
              "the part of deviceSeconds that went into discarded attempts",
              TaskMetrics::discardedSeconds)
          .seconds("encodeSeconds", "encoding and measuring audio", TaskMetrics::encodeSeconds)
          .seconds("writeSeconds", "building and putting the file", TaskMetrics::writeSeconds)
          .bigInteger("bytes", "bytes", "size of the file", TaskMetrics::bytes)
          .flag("stored", "false if another writer had put the unit already", TaskMetrics::stored)
          .readBy(TaskMetricsTable::read);

  private TaskMetricsTable() {}

  private static TaskMetrics read(Row row) {
    return new TaskMetrics(
        row.text("run"),
        row.text("book"),
        row.text("unit"),
        row.integer("unitIndex"),
        row.bigInteger("task"),
        row.integer("attempt"),
        row.text("executor"),
        row.text("device"),
        row.time("started"),
        row.time("finished"),
        row.integer("utterances"),
        row.float64("audioSeconds"),
        row.float64("deviceSeconds"),
        row.float64("discardedSeconds"),
        row.float64("encodeSeconds"),
        row.float64("writeSeconds"),
        row.bigInteger("bytes"),
        row.flag("stored"));
  }
}
