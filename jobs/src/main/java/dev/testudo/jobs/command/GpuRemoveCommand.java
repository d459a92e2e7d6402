// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.model.GpuLibraries;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes what {@code gpu install} has put somewhere. */
@Command(
    name = "remove",
    description = "Deletes installed GPU libraries; the CPU is used again.",
    footer = {"", "Example:", "  testudo gpu remove"})
public final class GpuRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "The folder given to install by --to, if one was.")
  private Optional<Path> from = Optional.empty();

  @Override
  public Integer call() {
    Path folder = from.orElseGet(GpuLibraries::defaultFolder);
    long bytes = GpuLibraries.remove(folder);
    spec.commandLine().getOut().printf("Removed %s from %s%n", Words.bytes(bytes), folder);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
