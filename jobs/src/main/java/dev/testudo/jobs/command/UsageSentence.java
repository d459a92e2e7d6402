// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one sentence what is wrong with the arguments of a command. */
final class UsageSentence {
  private UsageSentence() {}

  static String of(ParameterException failure) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    String own = String.valueOf(failure.getMessage());
    if (own.startsWith("Cannot ")) {
      return own;
    }
    return reason(failure, command) + "; see " + command.qualifiedName() + " --help";
  }

  private static String reason(ParameterException failure, CommandSpec command) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().get(0), command);
    }
    if (failure instanceof MissingParameterException missing) {
      return missing(missing.getMissing(), command);
    }
    ArgSpec argument = failure.getArgSpec();
    if (failure instanceof OverwrittenOptionException) {
      return "Cannot use " + name(argument) + " twice: give it once";
    }
    if (failure instanceof MutuallyExclusiveArgsException || argument == null) {
      // Picocli's words for what is rare: they name the options.
      return "Cannot run " + command.qualifiedName() + ": " + lowerFirst(failure.getMessage());
    }
    if (failure.getValue() == null || failure.getValue().isEmpty()) {
      return "Cannot use " + name(argument) + ": it needs a value, " + argument.paramLabel();
    }
    return "Cannot use \"%s\" for %s: it must be %s"
        .formatted(failure.getValue(), name(argument), kind(argument));
  }

  private static String unmatched(String given, CommandSpec command) {
    if (given.startsWith("-")) {
      String option = given.replaceFirst("=.*", "");
      return "Cannot use the unknown option \""
          + option
          + "\""
          + Suggestion.near(option, options(command));
    }
    if (!command.subcommands().isEmpty()) {
      return "Cannot run the unknown command \""
          + given
          + "\""
          + Suggestion.near(given, List.copyOf(command.subcommands().keySet()));
    }
    String taken =
        command.positionalParameters().stream()
            .map(ArgSpec::paramLabel)
            .collect(Collectors.joining(" "));
    return "Cannot use \"%s\": %s takes %s; put quotes around a name with spaces"
        .formatted(
            given,
            command.qualifiedName(),
            taken.isEmpty() ? "options only" : "no more than " + taken);
  }

  private static List<String> options(CommandSpec command) {
    List<String> names = new ArrayList<>();
    command.options().forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  private static String missing(List<ArgSpec> missing, CommandSpec command) {
    if (missing.isEmpty()) {
      return "Cannot run " + command.qualifiedName() + ": an argument is missing";
    }
    ArgSpec first = missing.get(0);
    if (first instanceof OptionSpec && !first.required()) {
      return "Cannot use " + name(first) + ": it needs a value, " + first.paramLabel();
    }
    return "Cannot run %s: %s %s missing"
        .formatted(
            command.qualifiedName(),
            missing.stream().map(UsageSentence::named).collect(Collectors.joining(" and ")),
            missing.size() == 1 ? "is" : "are");
  }

  /** {@return an argument as it is written on the command line} */
  private static String named(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : argument.paramLabel();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String kind(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[argument.auxiliaryTypes().length - 1];
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    return argument.paramLabel();
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
