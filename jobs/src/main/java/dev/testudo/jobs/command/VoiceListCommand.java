// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.AddedVoice;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Voices;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.VoiceProfile;
import dev.testudo.synthesis.audio.Durations;
import dev.testudo.synthesis.speaker.SpeakerSimilarity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The voices that a model brings, and those that were added to a library. */
@Command(
    name = "list",
    description =
        "Lists the voices of a model, the default one first, and with --library those that were"
            + " added to it, the newest of each name first.",
    footer = {"", "Example:", "  testudo voice list"})
public final class VoiceListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--library",
      paramLabel = "URI",
      description = "List the voices that were added to this library, too.")
  private Optional<String> library = Optional.empty();

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private SettingOptions set = new SettingOptions();

  @Override
  public Integer call() {
    Settings settings = set.ofStorage();
    PrintWriter out = spec.commandLine().getOut();
    print(models.open(settings), out);
    library.ifPresent(
        uri -> {
          try (Library opened = Library.open(new StoreLocation(uri, settings.storage()))) {
            print(new Voices(opened).list(), out);
          }
        });
    out.flush();
    return 0;
  }

  private static void print(SpeechModel model, PrintWriter out) {
    int width = model.voices().stream().mapToInt(String::length).max().orElse(0);
    for (String name : model.voices()) {
      VoiceProfile profile = model.profile(name);
      out.printf(
          Locale.ROOT,
          "%-" + width + "s  %.0f kHz  %4.1f letters/s  %s  %s%n",
          name,
          model.sampleRateHz() / 1000.0,
          profile.charactersPerSecond(),
          profile.pitchHz() > 0 ? "%3.0f Hz".formatted(profile.pitchHz()) : "   - Hz",
          profile.description());
    }
  }

  private static void print(List<AddedVoice> voices, PrintWriter out) {
    if (voices.isEmpty()) {
      out.println("No voice was added to this library.");
    }
    voices.forEach(
        voice ->
            out.printf(
                "%s  %.12s  model %s (%.12s)  added %s  %s%s%n",
                voice.name(),
                voice.digest(),
                voice.model(),
                voice.modelDigest(),
                voice.added(),
                origin(voice),
                voice.description().isEmpty() ? "" : "  " + voice.description()));
  }

  private static String origin(AddedVoice voice) {
    if (voice.seed() != null) {
      return "random, seed " + voice.seed();
    }
    double seconds = voice.clips().stream().mapToDouble(AddedVoice.Clip::seconds).sum();
    int count = voice.clips().size();
    String clips = count + (count == 1 ? " clip, " : " clips, ") + Durations.text(seconds);
    return voice.similarity() == null ? clips : clips + ", " + nearness(voice.similarity());
  }

  private static String nearness(SpeakerSimilarity similarity) {
    return String.format(
        Locale.ROOT,
        "similarity %.2f (%s)",
        similarity.toClips(),
        similarity.isNear() ? "near the clips" : "not near the clips");
  }
}
