// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a command prints that is stopped by Ctrl-C or a scheduler: one line, and nothing of what
 * Spark says when it is ended in the middle of its work. The exit code is 128 and the signal's
 * number, so 130 for Ctrl-C.
 */
final class StopLine {
  /**
   * Above those of leases, Spark and the storage client: hooks run one by one, the highest first.
   */
  private static final int PRIORITY = 200;

  private final CommandSpec spec;
  private final Supplier<String> line;

  private StopLine(CommandSpec spec, Supplier<String> line) {
    this.spec = spec;
    this.line = line;
  }

  /**
   * Does a command's work, and prints the line if the process is stopped meanwhile.
   *
   * @param line made when the process is stopped
   */
  static int during(CommandSpec spec, Supplier<String> line, IntSupplier work) {
    Runnable hook = new StopLine(spec, line)::print;
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY);
    try {
      return work.getAsInt();
    } finally {
      // Refused while the process is ending.
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        ShutdownHookManager.get().removeShutdownHook(hook);
      }
    }
  }

  private void print() {
    CommandLine command = spec.commandLine();
    PrintWriter err = command.getErr();
    if (!Failures.isVerbose(spec)) {
      Configurator.setAllLevels("", Level.OFF);
      command.setErr(new PrintWriter(Writer.nullWriter()));
    }
    if (Boolean.getBoolean("testudo.terminal")) {
      // The progress bar has no line end of its own.
      err.println();
    }
    err.println(line.get());
    err.flush();
  }
}
