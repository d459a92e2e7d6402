// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Publisher;
import dev.testudo.jobs.library.Publisher.Outcome;
import dev.testudo.jobs.library.Publisher.Publication;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Back to the edition before. */
@Command(
    name = "rollback",
    description = "Publishes the previous edition of a book again.",
    footer = {"", "Example:", "  testudo rollback carroll-alice"})
public final class RollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();

  @Override
  public Integer call() {
    try (Library library = options.library().open()) {
      options.published(library);
      Publication publication =
          new Publisher(library, Clock.systemUTC()).rollback(options.book(), options.edition());
      spec.commandLine().getOut().println(options.book() + ": " + publication.sentence());
      spec.commandLine().getOut().flush();
      return publication.outcome() == Outcome.PUBLISHED ? 0 : Failures.INCOMPLETE;
    }
  }
}
