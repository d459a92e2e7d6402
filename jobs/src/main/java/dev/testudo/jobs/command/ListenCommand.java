// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.render.ListenJob;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.audio.Durations;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Word times and findings for takes that were rendered without a listener. */
@Command(
    name = "listen",
    description =
        "Compares stored takes with their text by ear: adds word times, lists what is wrong.",
    footer = {"", "Example:", "  testudo listen carroll-alice"})
public final class ListenCommand implements Callable<Integer> {
  private static final String KEPT =
      "Stopped: what was heard so far is kept; run the same command again to continue.";

  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark's master; default: spark-submit's, or all cores of this machine.")
  private Optional<String> master = Optional.empty();

  @Override
  public Integer call() {
    return StopLine.during(spec, () -> KEPT, this::listen);
  }

  private int listen() {
    Settings settings = options.library().ofStorage();
    try (Library library = options.library().open(settings);
        LazySession session = LazySession.withoutModel(master, settings)) {
      print(new ListenJob(session, library).run(options.plan(library)));
      return 0;
    }
  }

  private void print(ListenJob.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    for (ListenJob.Faulty faulty : result.faulty()) {
      for (Hearing.Finding finding : faulty.findings()) {
        out.printf(
            Locale.ROOT,
            "  utterance %d of chapter %d, at %.1f s: %s%n",
            faulty.row().ordinal(),
            faulty.row().chapter(),
            finding.startMillis() / 1000.0,
            finding.sentence());
      }
    }
    out.printf(
        Locale.ROOT,
        "%s: listened to %d of %d takes (%s of audio in %.1f device seconds); the others were heard"
            + " before. Faulty: %d%n",
        options.book(),
        result.listened(),
        result.takes(),
        Durations.text(result.audioSeconds()),
        result.busySeconds(),
        result.faulty().size());
    if (!result.faulty().isEmpty()) {
      out.printf(
          "To render these again: testudo retake %s %s, then render%n",
          options.book(),
          result.faulty().stream()
              .map(faulty -> Integer.toString(faulty.row().ordinal()))
              .collect(Collectors.joining(" ")));
    }
    out.flush();
  }
}
