// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** One command in this process: what it printed, and its exit code. */
public record CommandLineRun(int exitCode, String out, String err) {
  public static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Testudo.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    int exitCode = commandLine.execute(arguments);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }

  /** Renders with the tone model. */
  static CommandLineRun render(Path manuscript, Path library, String... more) {
    return of(arguments("render", manuscript, library, more));
  }

  static String[] arguments(String command, Path manuscript, Path library, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                command,
                manuscript.toString(),
                "--library",
                library.toString(),
                "--model",
                "tone",
                "--book",
                "book"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
