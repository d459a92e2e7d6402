// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.FailureSentence;
import dev.testudo.jobs.cluster.HopelessRunException;
import dev.testudo.jobs.store.FullDiskException;
import dev.testudo.jobs.store.UnreachableException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Failures as a person reads them: one sentence on standard error, and the exit code. */
public final class Failures {
  /** Not all was done, such as a book that is not published; run again. */
  public static final int INCOMPLETE = 1;

  /** The usage or an input is wrong; nothing was written. */
  public static final int REFUSED = 2;

  static final String VERBOSE = "--verbose";

  private Failures() {}

  /** Makes a command line report its failures in this way. */
  public static void reportBy(CommandLine commandLine) {
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          print(command.getCommandSpec(), "", failure);
          return isRefusal(failure) ? REFUSED : INCOMPLETE;
        });
    commandLine.setParameterExceptionHandler(
        (failure, arguments) -> {
          CommandLine command = failure.getCommandLine();
          command.getErr().println("testudo: " + UsageSentence.of(failure));
          return REFUSED;
        });
  }

  /** Prints the sentence, and where it came from if that was asked for. */
  static void print(CommandSpec spec, String context, Throwable failure) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("testudo: " + context + sentence(failure));
    if (isVerbose(spec)) {
      failure.printStackTrace(err);
    }
    err.flush();
  }

  static boolean isVerbose(CommandSpec spec) {
    // A command that runs alone, in a Spark task, has no such option.
    OptionSpec option = spec.root().findOption(VERBOSE);
    return option != null && Boolean.TRUE.equals(option.getValue());
  }

  static String sentence(Throwable failure) {
    return FailureSentence.isCauseUserFacing(failure)
        ? FailureSentence.of(failure)
        : "Unexpected error: "
            + FailureSentence.of(failure)
            + "; run again, with "
            + VERBOSE
            + " to see where it happened";
  }

  /** {@return whether the usage or an input is wrong, so that running again would not help} */
  static boolean isRefusal(Throwable failure) {
    return FailureSentence.isUserFacing(failure)
        && !(failure instanceof UnreachableException)
        && !(failure instanceof FullDiskException)
        && !(failure instanceof HopelessRunException);
  }
}
