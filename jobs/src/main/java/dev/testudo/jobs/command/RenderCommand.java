package dev.testudo.jobs.command;

import dev.testudo.jobs.LazySession;
import dev.testudo.jobs.RenderJob;
import dev.testudo.jobs.RenderJob.Publishing;
import dev.testudo.jobs.RenderRequest;
import dev.testudo.jobs.SegmentJob;
import dev.testudo.jobs.SegmentJob.Segmented;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Manuscripts to published editions. */
@Command(
    name = "render",
    description = "Renders what the library lacks of each manuscript, and publishes it.")
public final class RenderCommand implements Callable<Integer> {
  private static final Logger LOG = LogManager.getLogger(RenderCommand.class);

  /** Books rendered side by side: enough to keep devices busy while another book is stitched. */
  private static final int BOOKS_AT_ONCE = 3;

  @Spec private CommandSpec spec;
  @Mixin private RenderOptions options = new RenderOptions();

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark's master; default: spark-submit's, or all cores of this machine.")
  private Optional<String> master = Optional.empty();

  @Option(
      names = "--max-missing",
      paramLabel = "N",
      defaultValue = "0",
      description = "Publish with up to N listed gaps; default: ${DEFAULT-VALUE}.")
  private int maxMissing;

  @Option(names = "--no-publish", description = "Store the takes and stop.")
  private boolean takesOnly;

  @Override
  public Integer call() {
    RenderRequest request = options.request();
    SegmentJob segmentation = new SegmentJob(request);
    try (Library library = Library.open(request.libraryLocation())) {
      library.requireReachable();
      List<Segmented> books = segmentation.run(library, Instant.now());
      library.requireWritable();
      LOG.info("Settings in force: {}", segmentation.settings().effective());
      try (LazySession session =
          new LazySession(master, segmentation.settings().engine(), request.settings())) {
        return render(books, new RenderJob(session, library, config(segmentation)));
      }
    }
  }

  private RenderJob.Config config(SegmentJob segmentation) {
    return new RenderJob.Config(
        segmentation.settings(),
        segmentation.voice(),
        RenderJob.Config.newRun(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        maxMissing,
        takesOnly ? Publishing.TAKES_ONLY : Publishing.PUBLISH);
  }

  /** {@return 0 if every book is as asked for, else 1} */
  private int render(List<Segmented> books, RenderJob job) {
    ExecutorService drivers = Executors.newFixedThreadPool(Math.min(BOOKS_AT_ONCE, books.size()));
    try {
      List<Future<RenderJob.Result>> results = new ArrayList<>();
      books.forEach(book -> results.add(drivers.submit(() -> job.run(book))));
      int exitCode = 0;
      for (int i = 0; i < books.size(); i++) {
        exitCode = Math.max(exitCode, await(books.get(i), results.get(i)));
      }
      return exitCode;
    } finally {
      drivers.shutdownNow();
    }
  }

  private int await(Segmented book, Future<RenderJob.Result> future) {
    try {
      RenderJob.Result result = future.get();
      print(book, result);
      return result.ending().complete() ? 0 : 1;
    } catch (ExecutionException e) {
      Failures.print(spec, book.source() + ": ", e.getCause());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void print(Segmented book, RenderJob.Result result) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: %s (%d rendered, %d reused)%n",
        result.book(), result.ending().sentence(), result.rendered(), result.reused());
    result
        .ending()
        .edition()
        .filter(edition -> result.ending().complete())
        .ifPresent(edition -> printEdition(out, edition, options.request().library()));
    out.flush();
    LOG.debug("{} is {}", book.source(), result.ending().outcome());
  }

  private static void printEdition(PrintWriter out, EditionRecord edition, String library) {
    String folder = Library.editionFolder(edition.book(), edition.edition(), edition.digest());
    edition
        .chapters()
        .forEach(
            chapter ->
                out.printf(
                    "  %s  %s%n    %s/%s%s%n",
                    chapter.title(),
                    Words.duration(chapter.seconds()),
                    library.replaceFirst("/+$", ""),
                    folder,
                    chapter.file()));
    edition
        .listed()
        .forEach(
            listed ->
                out.printf(
                    "  listed: utterance %d of chapter %d: %s%n",
                    listed.ordinal(), listed.chapter(), listed.reason()));
  }
}
