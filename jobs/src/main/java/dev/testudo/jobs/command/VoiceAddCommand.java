// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.AddedVoice;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Voices;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.Durations;
import dev.testudo.synthesis.audio.ReferenceClip;
import dev.testudo.synthesis.speaker.SpeakerSimilarity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Clips of a speaker, or a seed, to a voice of the library. */
@Command(
    name = "add",
    description =
        "Adds a voice from clips of a speaker, about 6 s of speech each, or a random voice.",
    footer = {"", "Example:", "  testudo voice add emma clip1.wav clip2.wav"})
public final class VoiceAddCommand implements Callable<Integer> {
  private static final Logger LOG = LogManager.getLogger(VoiceAddCommand.class);

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "Its name, for --voice.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "CLIP",
      description = "A WAV, FLAC, MP3, Opus or M4A file; the voice is the mean over all.")
  private List<Path> files = List.of();

  @Option(
      names = "--random",
      paramLabel = "SEED",
      description =
          "Instead of clips: a random voice from this seed, equal for equal seeds and models.")
  private Optional<Long> seed = Optional.empty();

  @Mixin private LibraryOptions options = new LibraryOptions();
  @Mixin private ModelOptions models = new ModelOptions();

  @Option(names = "--description", paramLabel = "TEXT", description = "Kept with the voice.")
  private String description = "";

  @Override
  public Integer call() {
    Settings settings = Settings.of(Settings.DEFAULT_PRESET, options.overrides());
    SpeechModel model = models.open(settings);
    EngineConfig engine =
        RenderSettings.of(settings, models.reference(), model).engine().on(List.of());
    if (model.voices().contains(name)) {
      throw new ConfigException(
          "Cannot add voice \"%s\": model \"%s\" has a voice of this name; choose another"
              .formatted(name, model.name()));
    }
    if (seed.isPresent() != files.isEmpty()) {
      throw new ConfigException(
          "Cannot add voice \"%s\": it is made either from clips or by --random SEED; give %s"
              .formatted(name, seed.isPresent() ? "one of the two" : "at least one clip"));
    }
    List<ReferenceClip> clips =
        files.stream().map(file -> ReferenceClip.read(file, model.clipRateHz())).toList();
    Optional<Voice> random = seed.map(number -> model.randomVoice(name, number));
    try (Library library = options.open(settings)) {
      library.requireWritable();
      List<Waveform> heard = clips.stream().map(ReferenceClip::waveform).toList();
      Voice voice = random.orElseGet(() -> model.createVoice(name, heard));
      SpeakerSimilarity similarity = heard.isEmpty() ? null : compare(model, engine, voice, heard);
      new Voices(library).add(voice, record(voice, model, clips, similarity));
      print(voice, clips);
      if (similarity != null) {
        spec.commandLine().getOut().println(sentence(similarity));
      }
      return 0;
    }
  }

  private static SpeakerSimilarity compare(
      SpeechModel model, EngineConfig engine, Voice voice, List<Waveform> clips) {
    LOG.info("Speaking with the new voice to compare it with the clips");
    try (Synthesizer synthesizer = model.load(engine)) {
      return SpeakerSimilarity.measure(model, synthesizer, voice, clips);
    }
  }

  private AddedVoice record(
      Voice voice, SpeechModel model, List<ReferenceClip> clips, SpeakerSimilarity similarity) {
    return new AddedVoice(
        AddedVoice.FORMAT,
        voice.name(),
        voice.digest(),
        model.name(),
        model.digest(),
        description,
        seed.orElse(null),
        Instant.now(),
        clips.stream()
            .map(clip -> new AddedVoice.Clip(clip.file(), clip.sha256(), clip.waveform().seconds()))
            .toList(),
        similarity);
  }

  private static String sentence(SpeakerSimilarity found) {
    if (found.isNear()) {
      return String.format(
          Locale.ROOT,
          "It sounds like the speaker of the clips: similarity %.2f.",
          found.toClips());
    }
    String nearest =
        found.nearestVoice().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "; of the model's own voices %s is nearest, with %.2f",
                found.nearestVoice(),
                found.nearestToClips());
    return String.format(
        Locale.ROOT,
        "This voice is not near the speaker of the clips: similarity %.2f, where speakers that a"
            + " model knows have %.2f or more%s.",
        found.toClips(),
        SpeakerSimilarity.NEAR,
        nearest);
  }

  private void print(Voice voice, List<ReferenceClip> clips) {
    double seconds = clips.stream().mapToDouble(clip -> clip.waveform().seconds()).sum();
    spec.commandLine()
        .getOut()
        .printf(
            "%s: voice %.12s %s; speak with it by --voice %s%n",
            voice.name(),
            voice.digest(),
            seed.map(number -> "of seed " + number)
                .orElseGet(() -> "from " + Durations.text(seconds) + " of speech"),
            voice.name());
    spec.commandLine().getOut().flush();
  }
}
