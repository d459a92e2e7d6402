package dev.testudo.jobs.command;

import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.plan.PlanReport;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.SegmentJob;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What rendering would do; writes nothing and starts no Spark. */
@Command(
    name = "plan",
    description = "Shows what will be read, what is skipped and why, and what is already rendered.",
    footer = {"", "Example:", "  testudo plan alice.epub --json"})
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RenderOptions options = new RenderOptions();

  @Option(names = "--json", description = "One JSON object per manuscript, one per line.")
  private boolean json;

  @Override
  public Integer call() {
    RenderRequest request = options.request();
    try (SegmentJob segmentation = new SegmentJob(request);
        Library library = Library.open(request.libraryLocation())) {
      return new Batch<PlanReport>(
              spec,
              Runtime.getRuntime().availableProcessors(),
              source ->
                  PlanReport.of(segmentation.segment(source, library, Instant.now()), library),
              report -> new Batch.Done(true, text(report)))
          .run(segmentation.sources());
    }
  }

  private String text(PlanReport report) {
    return (json ? report.json() : report.text()) + System.lineSeparator();
  }
}
