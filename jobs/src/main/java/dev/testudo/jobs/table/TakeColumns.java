// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SpeechFault;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The columns that the takes and the utterance metrics have in common. */
final class TakeColumns {
  private TakeColumns() {}

  static <R> void addTo(TableBuilder<R> table, Function<R, Take> take) {
    addSubject(table, take);
    addCost(table, record -> take.apply(record).cost());
    addOrigin(table, record -> take.apply(record).origin());
  }

  private static <R> void addSubject(TableBuilder<R> table, Function<R, Take> take) {
    table
        .text("key", "utterance key, 64 hex digits", record -> take.apply(record).key())
        .text("book", "book", record -> take.apply(record).book())
        .integer(
            "ordinal", "", "position in the book, from 0", record -> take.apply(record).ordinal())
        .integer(
            "chapter", "", "index of the chapter, from 1", record -> take.apply(record).chapter())
        .integer(
            "characters",
            "UTF-16 units",
            "length of the spoken text",
            record -> take.apply(record).characters())
        .seconds(
            "audioSeconds", "length of the take", record -> take.apply(record).audio().seconds())
        .bigInteger(
            "samples",
            "samples",
            "length of the take",
            record -> take.apply(record).audio().samples())
        .integer(
            "sampleRateHz",
            "Hz",
            "sample rate",
            record -> take.apply(record).audio().sampleRateHz())
        .text(
            "pcmSha256",
            "SHA-256 of the decoded samples as 16-bit little-endian integers",
            record -> take.apply(record).audio().pcmSha256())
        .float32(
            "truePeak",
            "full scale = 1",
            "largest absolute value on and between the samples",
            record -> take.apply(record).audio().truePeak())
        .texts(
            "faults",
            "what is suspicious: " + names(List.of(SpeechFault.values())),
            record -> take.apply(record).faults().stream().map(Enum::name).sorted().toList());
    HearingColumns.addFindings(table, record -> take.apply(record).hearing());
  }

  private static <R> void addCost(TableBuilder<R> table, Function<R, Rendering.Cost> cost) {
    table
        .integer("tokens", "", "text tokens", record -> cost.apply(record).tokens())
        .integer(
            "codes", "", "mel codes of the winning attempt", record -> cost.apply(record).codes())
        .integer("attempts", "", "attempts made", record -> cost.apply(record).attempts())
        .integer(
            "attempt", "", "the winning attempt, from 0", record -> cost.apply(record).attempt())
        .seconds(
            "queueSeconds",
            "from submission to entering a decoder slot",
            record -> cost.apply(record).queueSeconds())
        .seconds(
            "latencySeconds",
            "from submission to completion",
            record -> cost.apply(record).latencySeconds())
        .amounts(
            "stageSeconds",
            "s",
            "device time by stage, as the model names its stages, all attempts; a batched step is"
                + " shared over its live rows",
            record -> cost.apply(record).stageSeconds())
        .seconds(
            "autoregressiveSeconds",
            of("autoregressive"),
            record -> cost.apply(record).stageSeconds("autoregressive"))
        .seconds(
            "diffusionSeconds",
            of("diffusion"),
            record -> cost.apply(record).stageSeconds("diffusion"))
        .seconds(
            "vocoderSeconds", of("vocoder"), record -> cost.apply(record).stageSeconds("vocoder"))
        .seconds(
            "deviceSeconds", "sum of stageSeconds", record -> cost.apply(record).deviceSeconds())
        .seconds(
            "discardedSeconds",
            "the part of deviceSeconds that went into discarded attempts",
            record -> cost.apply(record).discardedSeconds())
        .float64(
            "batchFill",
            "share, in (0, 1]",
            "mean share of live decoder slots over its decoding steps",
            record -> cost.apply(record).batchFill())
        .seconds(
            "trimmedSeconds",
            "trailing silence that was cut",
            record -> cost.apply(record).trimmedSeconds())
        .text(
            "precision",
            "of the winning attempt: " + names(List.of(Precision.values())),
            record -> cost.apply(record).precision().name());
  }

  private static String of(String stage) {
    return "stageSeconds of " + stage + ", 0 where a model has no such stage";
  }

  private static <R> void addOrigin(TableBuilder<R> table, Function<R, Take.Origin> origin) {
    table
        .text("run", "id of the run", record -> origin.apply(record).run())
        .text("unit", "SHA-256 of the unit's keys", record -> origin.apply(record).unit())
        .text("voice", "name of the voice", record -> origin.apply(record).voice())
        .text("voiceDigest", "digest of the voice", record -> origin.apply(record).voiceDigest())
        .text("modelDigest", "digest of the model", record -> origin.apply(record).modelDigest())
        .text("device", "kind and address of the device", record -> origin.apply(record).device())
        .integer("slots", "", "decoder slots", record -> origin.apply(record).slots())
        .text(
            "laterShape",
            "shape of a call of the later stages: exact, or rows x multiple of codes",
            record -> origin.apply(record).laterShape())
        .text(
            "libraries",
            "inference library and version",
            record -> origin.apply(record).libraries())
        .text("executor", "id of the executor", record -> origin.apply(record).executor())
        .time(
            "started", "when the utterance was submitted", record -> origin.apply(record).started())
        .time("finished", "when it was complete", record -> origin.apply(record).finished());
  }

  static Take read(Row row, TakeAudio audio) {
    return new Take(
        row.text("key"),
        row.text("book"),
        row.integer("ordinal"),
        row.integer("chapter"),
        row.integer("characters"),
        faults(row),
        readCost(row),
        readOrigin(row),
        audio,
        HearingColumns.read(row));
  }

  static Set<SpeechFault> faults(Row row) {
    return row.constants("faults", SpeechFault.class);
  }

  static TakeAudio readAudio(Row row, float[] energies, byte[] flac) {
    return new TakeAudio(
        flac,
        row.bigInteger("samples"),
        row.integer("sampleRateHz"),
        row.text("pcmSha256"),
        energies,
        row.float32("truePeak"));
  }

  private static Rendering.Cost readCost(Row row) {
    return new Rendering.Cost(
        row.integer("tokens"),
        row.integer("codes"),
        row.integer("attempts"),
        row.integer("attempt"),
        row.float64("queueSeconds"),
        row.float64("latencySeconds"),
        stageSeconds(row),
        row.float64("discardedSeconds"),
        row.float64("batchFill"),
        row.float64("trimmedSeconds"),
        row.constant("precision", Precision.class, Precision.SINGLE));
  }

  /** Older files have a column for each of three stages instead. */
  static Map<String, Double> stageSeconds(Row row) {
    Map<String, Double> byName = row.amounts("stageSeconds");
    if (byName.isEmpty()) {
      for (String stage : List.of("autoregressive", "diffusion", "vocoder")) {
        byName.put(stage, row.float64(stage + "Seconds"));
      }
    }
    return byName;
  }

  private static Take.Origin readOrigin(Row row) {
    return new Take.Origin(
        row.text("run"),
        row.text("unit"),
        row.text("voice"),
        row.text("voiceDigest"),
        row.text("modelDigest"),
        row.text("device"),
        row.integer("slots"),
        row.text("laterShape"),
        row.text("libraries"),
        row.text("executor"),
        row.time("started"),
        row.time("finished"));
  }

  private static String names(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).collect(Collectors.joining(", "));
  }
}
