// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Sweep;
import dev.testudo.jobs.library.Sweep.Kind;
import dev.testudo.jobs.library.Sweep.Leftover;
import dev.testudo.jobs.store.StoreLocation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes what no edition needs. */
@Command(
    name = "sweep",
    description = "Deletes unfinished writes, stale leases and superseded editions.",
    footer = {"", "Example:", "  testudo sweep --older-than 7d --dry-run"})
public final class SweepCommand implements Callable<Integer> {
  private static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir"));
  private static final Pattern AGE = Pattern.compile("(\\d{1,6})([dhm])");

  @Spec private CommandSpec spec;
  @Mixin private LibraryOptions library = new LibraryOptions();

  @Option(
      names = "--older-than",
      required = true,
      paramLabel = "7d",
      description = "Only what is older: days, hours or minutes, such as 7d, 12h, 30m.")
  private String olderThan = "";

  @Option(names = "--dry-run", description = "List what would be deleted; delete nothing.")
  private boolean dryRun;

  @Option(names = "--quarantined", description = "Also delete files that could not be read.")
  private boolean quarantined;

  @Option(
      names = "--unreferenced-takes",
      description = "Also delete takes that no edition and no latest plan needs.")
  private boolean unreferencedTakes;

  @Option(
      names = "--scratch",
      description = "Also delete temporary files of killed processes on this machine.")
  private boolean scratch;

  @Override
  public Integer call() {
    Instant before = Instant.now().minus(age(olderThan));
    try (Library opened = library.open()) {
      List<Leftover> leftovers = Sweep.find(opened, before, kinds());
      List<Path> files = scratch ? scratchFiles(opened.store().location(), before) : List.of();
      leftovers.forEach(leftover -> line(label(leftover), leftover.bytes(), leftover.path()));
      files.forEach(file -> line("scratch", ScratchFiles.bytes(file), file.toString()));
      long bytes =
          leftovers.stream().mapToLong(Leftover::bytes).sum()
              + files.stream().mapToLong(ScratchFiles::bytes).sum();
      if (!dryRun) {
        Sweep.delete(opened, leftovers);
        files.forEach(ScratchFiles::delete);
      }
      PrintWriter out = spec.commandLine().getOut();
      String verb = dryRun ? "Would delete" : "Deleted";
      out.printf(
          "%s %d leftovers, %s%n", verb, leftovers.size() + files.size(), Words.bytes(bytes));
      out.flush();
      return 0;
    }
  }

  private static List<Path> scratchFiles(StoreLocation location, Instant before) {
    return Stream.concat(Stream.of(FOLDER), location.uploadBuffers().stream())
        .flatMap(folder -> ScratchFiles.unchangedSince(folder, before).stream())
        .toList();
  }

  private static String label(Leftover leftover) {
    return leftover.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void line(String kind, long bytes, String path) {
    spec.commandLine().getOut().printf("%s  %s  %s%n", kind, Words.bytes(bytes), path);
  }

  private Set<Kind> kinds() {
    Set<Kind> kinds = EnumSet.copyOf(Kind.USUAL);
    if (quarantined) {
      kinds.add(Kind.QUARANTINED);
    }
    if (unreferencedTakes) {
      kinds.add(Kind.UNREFERENCED_TAKES);
    }
    return kinds;
  }

  private static Duration age(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      throw new ConfigException(
          "Cannot sweep what is older than \"" + text + "\": write 7d, 12h or 30m");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "d" -> Duration.ofDays(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
