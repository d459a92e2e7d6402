// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.testudo.jobs.cluster.GpuEngine;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.model.OfficialImport;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisBenchmark;
import dev.testudo.synthesis.SynthesisBenchmark.Report;
import dev.testudo.synthesis.Voice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast a model is on this machine; no library and no Spark. */
@Command(
    name = "bench",
    description = "Measures throughput and stage times, as text and with --json as JSON lines.",
    footer = {"", "Example:", "  testudo bench --in-flight 8 --utterances 32"})
public final class BenchCommand implements Callable<Integer> {
  private static final String OFFICIAL_SHAPES = "official-shapes";

  /** Short, middling and long, as books have them. */
  private static final List<String> TEXTS =
      List.of(
          "The lamp was lit at dusk, and it burned until the morning.",
          "Nobody on the island could remember a winter as long as that one, or a spring so late.",
          "Well, said the captain, we had better begin.",
          "She counted the steps as she climbed, lost the count near the top, and began once more,"
              + " because a thing worth knowing is worth knowing exactly.");

  @Spec private CommandSpec spec;

  @Option(names = "--voice", paramLabel = "NAME", description = "Default: the model's first.")
  private Optional<String> voice = Optional.empty();

  @Option(
      names = "--in-flight",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,4,8",
      description =
          "Concurrent utterances in the decoder, one measurement each; default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> inFlight = List.of();

  @Option(
      names = "--voices",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description = "Voices that utterances take in turn, one measurement each; default: 1.")
  private List<Integer> voices = List.of();

  @Option(
      names = "--utterances",
      paramLabel = "N",
      defaultValue = "16",
      description = "Utterances per measurement; default: ${DEFAULT-VALUE}.")
  private int utterances;

  @Option(names = "--json", description = "One JSON object per measurement.")
  private boolean json;

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private PresetOptions preset = new PresetOptions();
  @Mixin private SettingOptions set = new SettingOptions();

  @Override
  public Integer call() throws IOException {
    Settings given = preset.settings(set.overrides());
    String reference = models.reference();
    if (!reference.equals(OFFICIAL_SHAPES) && !reference.startsWith(OFFICIAL_SHAPES + "/")) {
      return measure(models.open(given), given);
    }
    Path scratch = Files.createTempDirectory("testudo-bench-");
    try {
      return measure(withRandomWeights(scratch.resolve("bundle")), given);
    } finally {
      FileUtils.deleteDirectory(scratch.toFile());
    }
  }

  private ModelBundle withRandomWeights(Path bundle) {
    PrintWriter progress = spec.commandLine().getErr();
    String shapes =
        models.reference().equals(OFFICIAL_SHAPES)
            ? "official"
            : Path.of(models.reference()).getFileName().toString();
    return OfficialImport.ofThisInstallation().ofRandomWeights(shapes, bundle, progress::println);
  }

  private int measure(SpeechModel model, Settings onCpu) {
    Settings given = GpuEngine.onThisMachine(onCpu);
    RenderSettings settings = RenderSettings.of(given, models.reference(), model);
    EngineConfig config = GpuEngine.here(settings.engine(), given.storage());
    List<List<Voice>> casts = voices.stream().map(count -> cast(model, count)).toList();
    List<String> texts =
        IntStream.range(0, utterances).mapToObj(i -> TEXTS.get(i % TEXTS.size())).toList();
    // Random weights say nothing that could be heard.
    boolean isRandom = models.reference().startsWith(OFFICIAL_SHAPES);
    Listening listening = isRandom ? Listening.OFF : settings.listening();
    PrintWriter out = spec.commandLine().getOut();
    for (int side : inFlight) {
      EngineConfig engine = withSlots(config, side);
      for (List<Voice> cast : casts) {
        Report report =
            SynthesisBenchmark.run(
                model,
                cast,
                settings.synthesis(),
                listening,
                texts,
                engine,
                side + engine.utterancesInFlight() - engine.slots());
        out.println(json ? json(report, side, cast.size()) : text(report, side, cast.size()));
        out.flush();
      }
    }
    return 0;
  }

  /** {@return the wanted voice and as many others of the model as make up the number} */
  private List<Voice> cast(SpeechModel model, int count) {
    String first = voice.orElse(model.voices().get(0));
    List<Voice> cast =
        Stream.concat(Stream.of(first), model.voices().stream().filter(name -> !name.equals(first)))
            .limit(Math.max(0, count))
            .map(model::voice)
            .toList();
    if (count < 1 || cast.size() < count) {
      throw new ConfigException(
          "Cannot measure with --voices %d: model \"%s\" has %d; give a number from 1 to %d"
              .formatted(count, model.name(), model.voices().size(), model.voices().size()));
    }
    return cast;
  }

  private static EngineConfig withSlots(EngineConfig config, int inFlight) {
    int slots = Math.max(EngineConfig.MIN_SLOTS, inFlight);
    return new EngineConfig(
            config.device(), config.precision(), slots, config.workers(), config.lowMemory())
        .withLaterCalls(config.laterRows(), config.laterStepCodes());
  }

  private static String text(Report report, int inFlight, int voices) {
    return String.format(
        Locale.ROOT,
        "%s on %s, %d side by side, %d voice%s: RTF %.3f, %.1f times real time (%.1f s of audio in %.1f s);"
            + " seconds of calls:"
            + " %s, of these discarded %.2f;"
            + " batch fill %.2f; start-up %.1f s; peak resident memory so far %.2f GB",
        report.model(),
        report.engine().device(),
        inFlight,
        voices,
        voices == 1 ? "" : "s",
        report.realTimeFactor(),
        1 / report.realTimeFactor(),
        report.audioSeconds(),
        report.wallSeconds(),
        stages(report),
        report.discardedSeconds(),
        report.batchFill(),
        report.startUpSeconds(),
        peakResidentBytes() / 1e9);
  }

  private static String stages(Report report) {
    return report.stageSeconds().entrySet().stream()
        .map(stage -> String.format(Locale.ROOT, "%s %.2f", stage.getKey(), stage.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** {@return what the process has held at most since it began, where Linux tells, else NaN} */
  private static double peakResidentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static String json(Report report, int inFlight, int voices) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", report.model());
    fields.put("device", report.engine().device());
    fields.put("precision", report.engine().precision().name().toLowerCase(Locale.ROOT));
    fields.put("slots", report.engine().slots());
    fields.put("inFlight", inFlight);
    fields.put("voices", voices);
    fields.put("utterances", report.utterances());
    fields.put("attempts", report.attempts());
    fields.put("faulty", report.faulty());
    fields.put("tokens", report.tokens());
    fields.put("codes", report.codes());
    fields.put("audioSeconds", report.audioSeconds());
    fields.put("wallSeconds", report.wallSeconds());
    fields.put("startUpSeconds", report.startUpSeconds());
    fields.put("realTimeFactor", report.realTimeFactor());
    fields.put("timesRealTime", 1 / report.realTimeFactor());
    fields.put("stageSeconds", report.stageSeconds());
    fields.put("discardedSeconds", report.discardedSeconds());
    fields.put("batchFill", report.batchFill());
    fields.put("peakResidentBytes", peakResidentBytes());
    try {
      return new ObjectMapper().writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A measurement is plain data", e);
    }
  }
}
