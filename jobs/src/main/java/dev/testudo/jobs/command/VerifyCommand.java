// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Verifier;
import dev.testudo.synthesis.audio.Durations;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads a published edition again, to the last sample. */
@Command(
    name = "verify",
    description = "Checks that every sentence has its take, in order, with the published digests.",
    footer = {"", "Example:", "  testudo verify carroll-alice"})
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();

  @Override
  public Integer call() {
    try (Library library = options.library().open()) {
      EditionRecord edition = options.published(library);
      List<String> problems =
          Verifier.verify(library, options.book(), options.edition(), new DecodedPcm());
      PrintWriter out = spec.commandLine().getOut();
      problems.forEach(out::println);
      out.printf(
          "%s: %s of %d chapters, %s%n",
          options.book(),
          problems.isEmpty() ? "all is as published" : problems.size() + " problems in the edition",
          edition.chapters().size(),
          Durations.text(edition.seconds()));
      edition.listed().forEach(listed -> out.println(Words.listed(listed)));
      out.flush();
      return problems.isEmpty() ? 0 : Failures.INCOMPLETE;
    }
  }
}
