package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.LibraryException;
import dev.testudo.jobs.store.StorageException;
import dev.testudo.jobs.store.UnreachableException;
import dev.testudo.segmentation.ManuscriptException;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.audio.AudioException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.apache.spark.SparkException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

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
          command.getErr().println("testudo: " + failure.getMessage());
          command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
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

  private static boolean isVerbose(CommandSpec spec) {
    return Boolean.TRUE.equals(spec.root().findOption(VERBOSE).getValue());
  }

  static String sentence(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof SparkException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (isForPeople(cause)) {
      return cause.getMessage();
    }
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return "Cannot go on: "
        + cause.getClass().getSimpleName()
        + ": "
        + text
        + "; run again, with "
        + VERBOSE
        + " to see where it happened";
  }

  /** Whether the usage or an input is wrong, so that running again would be in vain. */
  static boolean isRefusal(Throwable failure) {
    return isForPeople(failure) && !(failure instanceof UnreachableException);
  }

  /** Whether the message was written for the person at the command line. */
  private static boolean isForPeople(Throwable failure) {
    return failure instanceof ConfigException
        || failure instanceof IllegalArgumentException
        || failure instanceof ManuscriptException
        || failure instanceof LibraryException
        || failure instanceof StorageException
        || failure instanceof AudioException
        || failure instanceof SynthesisException
        || failure instanceof UncheckedIOException;
  }
}
