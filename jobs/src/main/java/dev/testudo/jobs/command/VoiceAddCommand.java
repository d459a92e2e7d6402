package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.AddedVoice;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Voices;
import dev.testudo.jobs.model.Models;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.audio.ReferenceClip;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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

  @Option(
      names = "--model",
      paramLabel = "URI|NAME",
      defaultValue = Models.DEFAULT,
      description = "The model that the voice is for; default: ${DEFAULT-VALUE}.")
  private String reference = Models.DEFAULT;

  @Option(names = "--description", paramLabel = "TEXT", description = "Kept with the voice.")
  private String description = "";

  @Override
  public Integer call() {
    SpeechModel model = Models.open(reference, options.storage());
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
    try (Library library = options.open()) {
      library.requireWritable();
      Voice voice =
          random.orElseGet(
              () -> model.createVoice(name, clips.stream().map(ReferenceClip::waveform).toList()));
      new Voices(library).add(voice, record(voice, model, clips));
      print(voice, clips);
      return 0;
    }
  }

  private AddedVoice record(Voice voice, SpeechModel model, List<ReferenceClip> clips) {
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
            .toList());
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
                .orElseGet(() -> "from " + Words.duration(seconds) + " of speech"),
            voice.name());
    spec.commandLine().getOut().flush();
  }
}
