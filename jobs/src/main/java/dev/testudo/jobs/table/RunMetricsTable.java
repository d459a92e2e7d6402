// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

/** {@code metrics/runs/}: one row for each run of a book. */
public final class RunMetricsTable {
  public static final ParquetTable<RunMetrics> TABLE = table();

  private RunMetricsTable() {}

  private static ParquetTable<RunMetrics> table() {
    TableBuilder<RunMetrics> table = ParquetTable.named("runs", 1);
    addRun(table);
    addWork(table);
    addSpeed(table);
    return table.readBy(RunMetricsTable::read);
  }

  private static void addRun(TableBuilder<RunMetrics> table) {
    table
        .text("run", "id of the run", RunMetrics::run)
        .text("book", "book", RunMetrics::book)
        .text("edition", "edition", RunMetrics::edition)
        .text("outcome", "what became of the edition", RunMetrics::outcome)
        .time("started", "when the command began", RunMetrics::started)
        .time("finished", "when the edition was published or given up", RunMetrics::finished)
        .seconds("wallSeconds", "finished - started", RunMetrics::wallSeconds)
        .seconds(
            "startupSeconds",
            "from the begin to the first submitted utterance",
            RunMetrics::startupSeconds)
        .seconds(
            "modelLoadSeconds",
            "longest load of the model by an executor",
            RunMetrics::modelLoadSeconds)
        .integer("devices", "", "devices that rendered", RunMetrics::devices)
        .text("device", "kind of the first device", RunMetrics::device)
        .integer("slots", "", "decoder slots of a device", RunMetrics::slots)
        .integer(
            "workers", "", "threads of the later stages of a device", run -> run.chosen().workers())
        .integer(
            "tasksPerExecutor",
            "",
            "tasks that share a device",
            run -> run.chosen().tasksPerExecutor())
        .seconds(
            "unitSeconds", "predicted audio of a task at most", run -> run.chosen().unitSeconds())
        .float64(
            "pricePerHour",
            "1/h",
            "price of a device, 0 if it was not given",
            run -> run.chosen().pricePerHour());
  }

  private static void addWork(TableBuilder<RunMetrics> table) {
    table
        .integer("rendered", "", "takes rendered by this run", RunMetrics::rendered)
        .integer("reused", "", "takes that were there already", RunMetrics::reused)
        .integer("missing", "", "utterances without a take", RunMetrics::missing)
        .integer("suspicious", "", "takes with faults", RunMetrics::suspicious)
        .seconds(
            "audioSeconds", "length of the takes rendered by this run", RunMetrics::audioSeconds)
        .seconds(
            "deviceSeconds",
            "busy time of the devices, discarded attempts included",
            RunMetrics::deviceSeconds)
        .seconds(
            "discardedSeconds",
            "the part of deviceSeconds that went into discarded attempts",
            RunMetrics::discardedSeconds)
        .integer("taskRetries", "", "Spark task attempts beyond the first", RunMetrics::taskRetries)
        .integer(
            "precisionRetries",
            "",
            "takes rendered again in single precision",
            RunMetrics::precisionRetries)
        .integer(
            "outOfMemoryRestarts",
            "",
            "times that the slots were halved",
            RunMetrics::outOfMemoryRestarts)
        .integer("devicesLost", "", "devices that failed permanently", RunMetrics::devicesLost);
  }

  private static void addSpeed(TableBuilder<RunMetrics> table) {
    table
        .float64(
            "realTimeFactor",
            "s/s",
            "wallSeconds / audioSeconds, lower is better",
            RunMetrics::realTimeFactor)
        .float64(
            "realTimeFactorWithoutStartup",
            "s/s",
            "(wallSeconds - startupSeconds) / audioSeconds",
            RunMetrics::realTimeFactorWithoutStartup)
        .float64(
            "throughputPerDevice",
            "s/s",
            "audioSeconds / (wallSeconds - startupSeconds) / devices, higher is better",
            RunMetrics::throughputPerDevice)
        .float64(
            "costPerAudioHour",
            "1/h",
            "pricePerHour * devices * wallSeconds / audioSeconds",
            run -> run.costPerAudioHour(run.chosen().pricePerHour()));
  }

  private static RunMetrics read(Row row) {
    return new RunMetrics(
        row.text("run"),
        row.text("book"),
        row.text("edition"),
        row.text("outcome"),
        row.time("started"),
        row.time("finished"),
        row.float64("startupSeconds"),
        row.float64("modelLoadSeconds"),
        row.integer("devices"),
        row.text("device"),
        row.integer("slots"),
        new RunMetrics.Chosen(
            row.integer("workers"),
            row.integer("tasksPerExecutor"),
            row.float64("unitSeconds"),
            row.float64("pricePerHour")),
        row.integer("rendered"),
        row.integer("reused"),
        row.integer("missing"),
        row.integer("suspicious"),
        row.float64("audioSeconds"),
        row.float64("deviceSeconds"),
        row.float64("discardedSeconds"),
        row.integer("taskRetries"),
        row.integer("precisionRetries"),
        row.integer("outOfMemoryRestarts"),
        row.integer("devicesLost"));
  }
}
