package dev.testudo.jobs.command;

import dev.testudo.jobs.PlanReport;
import dev.testudo.jobs.RenderRequest;
import dev.testudo.jobs.SegmentJob;
import dev.testudo.jobs.library.Library;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What rendering would do; writes nothing and starts no Spark. */
@Command(
    name = "plan",
    description = "Says what will be read, what skipped and why, and what is rendered already.")
public final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RenderOptions options = new RenderOptions();

  @Option(names = "--json", description = "One JSON object for each manuscript, a line each.")
  private boolean json;

  @Override
  public Integer call() {
    RenderRequest request = options.request();
    SegmentJob segmentation = new SegmentJob(request);
    try (Library library = Library.open(request.libraryLocation())) {
      List<PlanReport> reports =
          segmentation.run(library, Instant.now()).stream()
              .map(book -> PlanReport.of(book, library))
              .toList();
      PrintWriter out = spec.commandLine().getOut();
      reports.forEach(report -> out.println(json ? report.json() : report.text()));
      out.flush();
      return 0;
    }
  }
}
