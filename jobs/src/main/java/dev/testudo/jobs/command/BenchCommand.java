package dev.testudo.jobs.command;

import dev.testudo.jobs.Bench;
import dev.testudo.jobs.Models;
import dev.testudo.jobs.RenderSettings;
import dev.testudo.jobs.Settings;
import dev.testudo.synthesis.SpeechModel;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast a model is on this machine; no library and no Spark. */
@Command(
    name = "bench",
    description = "Measures throughput and stage times, as text and with --json as JSON lines.")
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "URI|NAME",
      defaultValue = Models.DEFAULT,
      description = "Default: ${DEFAULT-VALUE}.")
  private String reference = Models.DEFAULT;

  @Option(names = "--voice", paramLabel = "NAME", description = "Default: the model's first.")
  private Optional<String> voice = Optional.empty();

  @Option(names = "--preset", paramLabel = "NAME", defaultValue = Settings.DEFAULT_PRESET)
  private String preset = Settings.DEFAULT_PRESET;

  @Option(names = "--set", paramLabel = "key=value", description = "One setting.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--in-flight",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,4,8",
      description = "Utterances side by side, one measurement each; default: ${DEFAULT-VALUE}.")
  private List<Integer> inFlight = List.of();

  @Option(
      names = "--utterances",
      paramLabel = "N",
      defaultValue = "16",
      description = "Utterances of each measurement; default: ${DEFAULT-VALUE}.")
  private int utterances;

  @Option(names = "--json", description = "One JSON object a measurement.")
  private boolean json;

  @Override
  public Integer call() {
    SpeechModel model = Models.open(reference);
    RenderSettings settings = RenderSettings.of(Settings.of(preset, overrides), reference, model);
    Bench bench =
        new Bench(model, model.voice(voice.orElse(model.voices().get(0))), settings, utterances);
    PrintWriter out = spec.commandLine().getOut();
    for (int side : inFlight) {
      Bench.Measurement measurement = bench.measure(side);
      out.println(json ? measurement.json() : measurement.text());
      out.flush();
    }
    return 0;
  }
}
