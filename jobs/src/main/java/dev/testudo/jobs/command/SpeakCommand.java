// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.GpuEngine;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.Voices;
import dev.testudo.segmentation.Lexicon;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.segmentation.Script;
import dev.testudo.segmentation.ScriptWriter;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.StreamingSynthesizer;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.audio.AudioWriter;
import dev.testudo.synthesis.audio.Durations;
import dev.testudo.synthesis.audio.WavStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One utterance, to listen to; no Spark, and no library except for an added voice. */
@Command(
    name = "speak",
    description = "Synthesizes one utterance into a WAV or FLAC file.",
    footer = {"", "Example:", "  testudo speak \"The lamp was lit at dusk.\" --output lamp.wav"})
public final class SpeakCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TEXT", description = "The text, as in a book.")
  private String text = "";

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "Ends in .wav or .flac; with --stream, - is WAV on standard output.")
  private Path output = Path.of("");

  @Option(
      names = "--stream",
      description = "Write WAV audio while the rest is still being synthesized.")
  private boolean stream;

  @Option(
      names = "--voice",
      paramLabel = "NAME",
      description = "A voice of the model or of the library; default: the model's first.")
  private Optional<String> voice = Optional.empty();

  @Option(
      names = "--lexicon",
      paramLabel = "FILE",
      description = "Respellings to try, beside the default ones.")
  private Optional<String> lexicon = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Each number gives another rendering of the same text; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private LibraryOptions library = new LibraryOptions();
  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private PresetOptions preset = new PresetOptions();

  @Override
  public Integer call() {
    Settings given = settings();
    SpeechModel model = models.open(given);
    RenderSettings settings = RenderSettings.of(given, models.reference(), model);
    String spoken = spokenForm(model, settings);
    UtteranceRequest request =
        new UtteranceRequest(
            Sha256.ofText(seed == 0 ? spoken : seed + "/" + spoken),
            spoken,
            Voices.choose(model, voice, () -> library.open(given)),
            settings.synthesis());
    EngineConfig engine = GpuEngine.here(settings.engine(), given.storage());
    if (!isStandardOutput()) {
      OutputFile.require(output);
    }
    if (stream) {
      stream(model, engine, request);
      return 0;
    }
    try (Synthesizer synthesizer = model.load(engine)) {
      Rendering rendering = synthesizer.submit(request).join();
      AudioWriter.write(output, rendering.waveform());
      print(rendering, synthesizer.engine());
      return 0;
    }
  }

  private void stream(SpeechModel model, EngineConfig engine, UtteranceRequest request) {
    if (!isStandardOutput() && !output.toString().toLowerCase(Locale.ROOT).endsWith(".wav")) {
      throw new ConfigException(
          "Cannot stream to \"%s\": the name must end in .wav, or be - for standard output"
              .formatted(output));
    }
    CommandLine line = spec.commandLine();
    try (StreamingSynthesizer speaker = model.loadStreaming(engine);
        WavStream audio = openStream(model.sampleRateHz())) {
      print(
          speaker.speak(request, audio::write), isStandardOutput() ? line.getErr() : line.getOut());
    }
  }

  private boolean isStandardOutput() {
    return output.equals(Path.of("-"));
  }

  private WavStream openStream(int sampleRateHz) {
    return isStandardOutput()
        ? WavStream.over(System.out, sampleRateHz)
        : WavStream.create(output, sampleRateHz);
  }

  private void print(StreamingSynthesizer.Spoken spoken, PrintWriter out) {
    out.printf(
        "%s: first audio after %.0f ms, %s of audio in %.2f s, faults %s%n",
        output,
        1000 * spoken.firstAudioSeconds(),
        Durations.text(spoken.audioSeconds()),
        spoken.wallSeconds(),
        spoken.faults());
    out.flush();
  }

  private Settings settings() {
    Map<String, String> all = new LinkedHashMap<>(library.overrides());
    lexicon.ifPresent(file -> all.put("lexicon", file));
    return GpuEngine.onThisMachine(preset.settings(all)).forOneUtterance();
  }

  private String spokenForm(SpeechModel model, RenderSettings settings) {
    if (text.isBlank()) {
      throw new ConfigException("Cannot speak an empty text: give at least one word");
    }
    Script script =
        new ScriptWriter(settings.packing(), model::countTokens, Lexicon.parse(settings.lexicon()))
            .write(ManuscriptReader.read("text.txt", text.getBytes(StandardCharsets.UTF_8)));
    List<String> utterances =
        script.chapters().stream()
            .flatMap(chapter -> chapter.utterances().stream())
            .map(utterance -> utterance.spokenText())
            .toList();
    if (utterances.size() != 1) {
      throw new ConfigException(
          "Cannot speak this at once: it makes %d utterances; render it as a manuscript instead"
              .formatted(utterances.size()));
    }
    return utterances.get(0);
  }

  private void print(Rendering rendering, Synthesizer.Engine engine) {
    Rendering.Cost cost = rendering.cost();
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s of audio in %.2f s on %s (RTF %.2f), %d of %d attempts, faults %s%n",
            output,
            Durations.text(rendering.waveform().seconds()),
            cost.latencySeconds(),
            engine.device(),
            cost.deviceSeconds() / rendering.waveform().seconds(),
            cost.attempt() + 1,
            cost.attempts(),
            rendering.faults());
    spec.commandLine().getOut().flush();
  }
}
