// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.plan.PlanCost;
import dev.testudo.jobs.plan.PlanReport;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.SegmentJob;
import dev.testudo.jobs.report.BookRun;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.segmentation.ChapterList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What rendering would do; writes nothing but a list of chapters that is asked for, and starts no
 * Spark.
 */
@Command(
    name = "plan",
    description = "Shows what will be read, what is skipped and why, and what is already rendered.",
    footer = {"", "Example:", "  testudo plan alice.epub --json"})
public final class PlanCommand implements Callable<Integer> {
  private static final String UNKNOWN_COST =
      "cost: not known before a run of this library has been measured";

  @Spec private CommandSpec spec;
  @Mixin private RenderOptions options = new RenderOptions();

  @Option(names = "--json", description = "One JSON object per manuscript, one per line.")
  private boolean json;

  @Option(
      names = "--price-per-hour",
      paramLabel = "PRICE",
      description =
          "Of one device, in any currency: shows what rendering would cost at the speed of the"
              + " library's last run.")
  private Optional<Double> pricePerHour = Optional.empty();

  @Override
  public Integer call() {
    RenderRequest request = options.requestBeforeChapters();
    try (SegmentJob segmentation = new SegmentJob(request);
        Library library = Library.open(request.libraryLocation())) {
      Optional<RunMetrics> last = pricePerHour.flatMap(price -> BookRun.latest(library));
      return new Batch<PlanReport>(
              spec,
              Runtime.getRuntime().availableProcessors(),
              source -> {
                SegmentJob.Segmented book = segmentation.segment(source, library, Instant.now());
                options.newChaptersFile().ifPresent(file -> writeChapters(file, book));
                return PlanReport.of(book, library);
              },
              report -> new Batch.Done(true, text(report, last)))
          .run(segmentation.sources());
    }
  }

  private void writeChapters(Path file, SegmentJob.Segmented book) {
    try {
      Files.writeString(
          file, ChapterList.of(book.manuscript()), UTF_8, StandardOpenOption.CREATE_NEW);
      spec.commandLine()
          .getErr()
          .printf("Wrote the chapters to %s; edit it, and give it to plan or render%n", file);
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot write the list of chapters \"%s\": %s".formatted(file, e.getMessage()));
    }
  }

  private String text(PlanReport report, Optional<RunMetrics> last) {
    Optional<PlanCost> cost =
        pricePerHour.flatMap(
            price -> last.map(run -> PlanCost.of(report.secondsToRender(), price, run)));
    if (json) {
      return report.json(cost) + System.lineSeparator();
    }
    String text = report.text() + System.lineSeparator();
    return pricePerHour.isEmpty()
        ? text
        : text + cost.map(PlanCost::text).orElse(UNKNOWN_COST) + System.lineSeparator();
  }
}
