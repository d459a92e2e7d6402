// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.Take;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Totals of a library's runs, from the metrics tables alone. */
public final class RunReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Suspicious takes of a run that are listed for people. */
  private static final int SHOWN = 20;

  private final List<BookRun> entries;
  private final List<EditionRecord> casts;
  private final OptionalDouble pricePerHour;

  private RunReport(List<BookRun> entries, List<EditionRecord> casts, OptionalDouble pricePerHour) {
    this.entries = List.copyOf(entries);
    this.casts = List.copyOf(casts);
    this.pricePerHour = pricePerHour;
  }

  /**
   * {@return the runs of one book, or of all, the oldest first}
   *
   * @param pricePerHour of a device, in place of the one that each run was given
   */
  public static RunReport read(
      Library library, Optional<String> book, OptionalDouble pricePerHour) {
    return new RunReport(
        BookRun.readAll(library, book), SpeakingTimes.editions(library, book), pricePerHour);
  }

  private double price(RunMetrics run) {
    return pricePerHour.orElse(run.chosen().pricePerHour());
  }

  private static double mean(BookRun entry, ToDoubleFunction<Take> value) {
    return entry.takes().stream().mapToDouble(value).average().orElse(0);
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** {@return a paragraph for each run, and for each edition with a cast} */
  public String text() {
    return String.join(
        System.lineSeparator() + System.lineSeparator(),
        Stream.concat(entries.stream().map(this::text), casts.stream().map(SpeakingTimes::text))
            .toList());
  }

  private String text(BookRun entry) {
    RunMetrics run = entry.run();
    String head =
        line("%s  %s (%s): %s", run.started(), run.book(), run.edition(), run.outcome())
            + line("  run %s", run.run())
            + line(
                "  takes: %d rendered, %d reused, %d missing, %d suspicious",
                run.rendered(), run.reused(), run.missing(), run.suspicious())
            + line("  wall: %.1f s, start-up %.1f s", run.wallSeconds(), run.startupSeconds());
    return run.rendered() == 0
        ? head.stripTrailing()
        : (head + suspicious(entry) + work(entry)).stripTrailing();
  }

  private static String suspicious(BookRun entry) {
    List<Take> takes = SuspiciousTakes.of(entry.takes());
    String lines =
        takes.stream()
            .limit(SHOWN)
            .map(
                take ->
                    line(
                        "    utterance %d of chapter %d: %s",
                        take.ordinal(), take.chapter(), SuspiciousTakes.faults(take)))
            .collect(Collectors.joining());
    return takes.size() <= SHOWN
        ? lines
        : lines + line("    and %d more, which --json lists", takes.size() - SHOWN);
  }

  private String work(BookRun entry) {
    RunMetrics run = entry.run();
    double price = price(run);
    String cost =
        price > 0
            ? line(
                "  cost: %.4f an hour of audio, at %.2f an hour of a device",
                run.costPerAudioHour(price), price)
            : "";
    return line(
            "  audio: %.1f s; RTF %.3f with start-up, %.3f without; %.2f x per device on %d (%s, %d"
                + " slots)",
            run.audioSeconds(),
            run.realTimeFactor(),
            run.realTimeFactorWithoutStartup(),
            run.throughputPerDevice(),
            run.devices(),
            run.device(),
            run.slots())
        + line(
            "  device seconds: %.1f = %s; %.1f discarded",
            run.deviceSeconds(), stages(entry), run.discardedSeconds())
        + line(
            "  batch fill %.2f, queue %.2f s per utterance, model load %.1f s",
            mean(entry, take -> take.cost().batchFill()),
            mean(entry, take -> take.cost().queueSeconds()),
            run.modelLoadSeconds())
        + cost
        + line(
            "  retries: %d tasks, %d in single precision, %d out of memory, %d devices lost",
            run.taskRetries(),
            run.precisionRetries(),
            run.outOfMemoryRestarts(),
            run.devicesLost());
  }

  private static String stages(BookRun entry) {
    return StageSeconds.of(entry.takes()).entrySet().stream()
        .map(stage -> String.format(Locale.ROOT, "%.1f %s", stage.getValue(), stage.getKey()))
        .collect(Collectors.joining(" + "));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + System.lineSeparator();
  }

  /** {@return a JSON array, an object for each run} */
  public String json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(entries.stream().map(this::fields).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Metrics are plain data", e);
    }
  }

  private Map<String, Object> fields(BookRun entry) {
    RunMetrics run = entry.run();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", run.run());
    fields.put("book", run.book());
    fields.put("edition", run.edition());
    fields.put("outcome", run.outcome());
    fields.put("started", run.started().toString());
    fields.put("finished", run.finished().toString());
    fields.put("wallSeconds", run.wallSeconds());
    fields.put("startupSeconds", run.startupSeconds());
    fields.put("modelLoadSeconds", run.modelLoadSeconds());
    fields.put("devices", run.devices());
    fields.put("device", run.device());
    fields.put("slots", run.slots());
    fields.put("workers", run.chosen().workers());
    fields.put("tasksPerExecutor", run.chosen().tasksPerExecutor());
    fields.put("unitSeconds", run.chosen().unitSeconds());
    fields.put("rendered", run.rendered());
    fields.put("reused", run.reused());
    fields.put("missing", run.missing());
    fields.put("suspicious", run.suspicious());
    fields.put(
        "suspiciousTakes",
        SuspiciousTakes.of(entry.takes()).stream().map(SuspiciousTakes::fields).toList());
    fields.put("audioSeconds", run.audioSeconds());
    fields.put("deviceSeconds", run.deviceSeconds());
    fields.put("stageSeconds", StageSeconds.of(entry.takes()));
    fields.put("discardedSeconds", run.discardedSeconds());
    fields.put("batchFill", mean(entry, take -> take.cost().batchFill()));
    fields.put("queueSeconds", mean(entry, take -> take.cost().queueSeconds()));
    fields.put("realTimeFactor", run.realTimeFactor());
    fields.put("realTimeFactorWithoutStartup", run.realTimeFactorWithoutStartup());
    fields.put("throughputPerDevice", run.throughputPerDevice());
    fields.put("pricePerHour", price(run));
    fields.put("costPerAudioHour", run.costPerAudioHour(price(run)));
    fields.put("taskRetries", run.taskRetries());
    fields.put("precisionRetries", run.precisionRetries());
    fields.put("outOfMemoryRestarts", run.outOfMemoryRestarts());
    fields.put("devicesLost", run.devicesLost());
    return fields;
  }
}
