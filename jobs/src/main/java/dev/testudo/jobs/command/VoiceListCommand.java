package dev.testudo.jobs.command;

import dev.testudo.jobs.library.AddedVoice;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Voices;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The voices that were added to a library. */
@Command(name = "list", description = "Lists the voices of a library, the newest of a name first.")
public final class VoiceListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LibraryOptions options = new LibraryOptions();

  @Override
  public Integer call() {
    try (Library library = options.open()) {
      List<AddedVoice> voices = new Voices(library).list();
      PrintWriter out = spec.commandLine().getOut();
      if (voices.isEmpty()) {
        out.println("no voice was added to this library; models bring voices of their own");
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
      out.flush();
      return 0;
    }
  }

  private static String origin(AddedVoice voice) {
    if (voice.seed() != null) {
      return "random, seed " + voice.seed();
    }
    double seconds = voice.clips().stream().mapToDouble(AddedVoice.Clip::seconds).sum();
    return voice.clips().size() + " clips, " + Words.duration(seconds);
  }
}
