// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.model.Download;
import dev.testudo.jobs.model.RemoteFile;
import dev.testudo.synthesis.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Downloads the published checkpoints. */
@Command(
    name = "fetch",
    description = "Downloads the official checkpoints, about 4 GB; run again to resume.",
    footer = {"", "Example:", "  testudo model fetch --to tortoise-checkpoints"})
public final class ModelFetchCommand implements Callable<Integer> {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final long BETWEEN_LINES_NANOS = Duration.ofSeconds(15).toNanos();

  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = "tortoise-checkpoints",
      description = "Folder for the files; default: ${DEFAULT-VALUE}.")
  private Path to = Path.of("");

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description =
          "A list of files to download instead of conf/models/tortoise.tsv, with the same columns.")
  private Optional<Path> list = Optional.empty();

  @Override
  public Integer call() {
    List<RemoteFile> files =
        list.map(ModelFetchCommand::read).orElseGet(RemoteFile::officialCheckpoints);
    Download download = new Download(to, FIRST_WAIT);
    PrintWriter out = spec.commandLine().getOut();
    for (RemoteFile file : files) {
      Download.Outcome outcome = download.fetch(file, progress(file));
      out.printf(
          "%s  %s  %s%n",
          digest(to.resolve(file.name())),
          file.name(),
          outcome == Download.Outcome.FETCHED ? "fetched" : "was there");
      out.flush();
    }
    return 0;
  }

  private static List<RemoteFile> read(Path file) {
    try {
      return RemoteFile.parseList(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ConfigException("Cannot read the list " + file + ": it is not a readable file");
    }
  }

  private static String digest(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new ConfigException("Cannot read " + file + ": " + e.getMessage());
    }
  }

  /** A line on standard error now and then. */
  private LongConsumer progress(RemoteFile file) {
    PrintWriter err = spec.commandLine().getErr();
    long[] next = {System.nanoTime() + BETWEEN_LINES_NANOS};
    return bytes -> {
      if (System.nanoTime() >= next[0]) {
        next[0] += BETWEEN_LINES_NANOS;
        String whole = file.bytes() < 0 ? "" : " of " + Words.bytes(file.bytes());
        err.println(file.name() + ": " + Words.bytes(bytes) + whole);
        err.flush();
      }
    };
  }
}
