// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.GpuEngine;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.audio.AudioWriter;
import dev.testudo.synthesis.audio.Durations;
import dev.testudo.synthesis.speaker.SpeakerSimilarity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The same two sentences in each voice, to choose one by ear. */
@Command(
    name = "preview",
    description =
        "Synthesizes the same two sentences with each voice of a model, one FLAC file each.",
    footer = {"", "Example:", "  testudo voice preview bf_clara bm_george --to previews"})
public final class VoicePreviewCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Voices of the model; default: all of them.")
  private List<String> names = List.of();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The folder for the files, made if it is missing.")
  private Path folder = Path.of("");

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private PresetOptions preset = new PresetOptions();
  @Mixin private SettingOptions set = new SettingOptions();

  @Override
  public Integer call() {
    Settings given = GpuEngine.onThisMachine(preset.settings(set.overrides()));
    SpeechModel model = models.open(given);
    RenderSettings settings = RenderSettings.of(given, models.reference(), model);
    List<Voice> voices =
        (names.isEmpty() ? model.voices() : names).stream().map(model::voice).toList();
    makeFolder();
    PrintWriter out = spec.commandLine().getOut();
    EngineConfig engine = GpuEngine.here(settings.engine(), given.storage());
    try (Synthesizer synthesizer = model.load(engine)) {
      List<CompletableFuture<Rendering>> renderings =
          voices.stream().map(voice -> synthesizer.submit(request(voice, settings))).toList();
      for (int i = 0; i < voices.size(); i++) {
        Path file = folder.resolve(voices.get(i).name() + ".flac");
        Rendering rendering = renderings.get(i).join();
        AudioWriter.write(file, rendering.waveform());
        out.printf("%s: %s%n", file, Durations.text(rendering.waveform().seconds()));
        out.flush();
      }
    }
    return 0;
  }

  private static UtteranceRequest request(Voice voice, RenderSettings settings) {
    return new UtteranceRequest(
        Sha256.ofText(SpeakerSimilarity.TEXT), SpeakerSimilarity.TEXT, voice, settings.synthesis());
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot write previews to \"%s\": it is no folder that can be written; name another with --to"
              .formatted(folder));
    }
  }
}
