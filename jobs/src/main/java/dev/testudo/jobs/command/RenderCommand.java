// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.GpuEngine;
import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.SegmentJob;
import dev.testudo.jobs.plan.SegmentJob.Segmented;
import dev.testudo.jobs.render.KeptTakes;
import dev.testudo.jobs.render.RenderJob;
import dev.testudo.jobs.render.RenderJob.Publishing;
import dev.testudo.synthesis.audio.Durations;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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
    description = "Renders what the library lacks of each manuscript, and publishes it.",
    footer = {"", "Example:", "  testudo render alice.epub --chapters 1-2 --voice af_river"})
public final class RenderCommand implements Callable<Integer> {
  private static final Logger LOG = LogManager.getLogger(RenderCommand.class);

  /** Books rendered side by side: enough to keep devices busy while another book is stitched. */
  private static final int BOOKS_AT_ONCE = 3;

  @Spec private CommandSpec spec;
  @Mixin private RenderOptions options = new RenderOptions();
  @Mixin private PublishOptions publishing = new PublishOptions();

  @Option(names = "--no-publish", description = "Store the takes and stop.")
  private boolean takesOnly;

  /** The manuscript of each book of this run. */
  private final Map<String, String> claimed = new ConcurrentHashMap<>();

  private final KeptTakes kept = new KeptTakes();

  private boolean writable;

  @Override
  public Integer call() {
    RenderRequest given = options.request();
    RenderRequest request =
        given.withSettings(GpuEngine.inLocalMode(given.settings(), publishing.master()));
    try (SegmentJob segmentation = new SegmentJob(request)) {
      return StopLine.during(spec, kept::sentence, () -> render(request, segmentation));
    }
  }

  private int render(RenderRequest request, SegmentJob segmentation) {
    List<String> sources = segmentation.sources();
    RenderSettings settings =
        segmentation
            .settings()
            .withSlotsFor(
                LazySession.tasksPerExecutor(publishing.master(), request.settings()),
                segmentation.typicalSeconds());
    LOG.info(
        "Voice {} of model {}, mastering {}",
        segmentation.voice().name(),
        segmentation.model().name(),
        settings.mastering().name());
    LOG.debug("Settings in force: {}", settings.effective());
    try (Library library = Library.open(request.libraryLocation());
        LazySession session =
            new LazySession(publishing.master(), settings.engine(), request.settings())) {
      RenderJob job = new RenderJob(session, library, config(settings), kept);
      return new Batch<Segmented>(
              spec,
              BOOKS_AT_ONCE,
              source -> read(source, segmentation, library),
              book -> done(book, job.run(book)))
          .run(sources);
    }
  }

  private Segmented read(String source, SegmentJob segmentation, Library library) {
    Segmented book = segmentation.segment(source, library, Instant.now());
    claim(book);
    requireWritable(library);
    return book;
  }

  /** Two manuscripts of one book would publish over each other. */
  private void claim(Segmented book) {
    String other = claimed.putIfAbsent(book.plan().book(), book.source());
    if (other != null) {
      throw new ConfigException(
          "Cannot render %s as \"%s\": %s has that name; render it by itself with --book"
              .formatted(book.source(), book.plan().book(), other));
    }
  }

  /** Tried out once, and not before there is something to write. */
  private synchronized void requireWritable(Library library) {
    if (!writable) {
      library.requireWritable();
      writable = true;
    }
  }

  private RenderJob.Config config(RenderSettings settings) {
    return new RenderJob.Config(
        settings,
        RenderJob.Config.newRun(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        publishing.maxMissing(),
        takesOnly ? Publishing.TAKES_ONLY : Publishing.PUBLISH,
        LazySession.tasksPerExecutor(publishing.master(), options.request().settings()));
  }

  private Batch.Done done(Segmented book, RenderJob.Result result) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.printf(
        "%s: %s (%d rendered, %d reused)%n",
        result.book(), result.ending().sentence(), result.rendered(), result.reused());
    result
        .ending()
        .edition()
        .filter(edition -> result.ending().complete())
        .ifPresent(edition -> printEdition(out, edition, options.request().library()));
    LOG.debug("{} is {}", book.source(), result.ending().outcome());
    return new Batch.Done(result.ending().complete(), text.toString());
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
                    Durations.text(chapter.seconds()),
                    library.replaceFirst("/+$", ""),
                    folder,
                    chapter.file()));
    edition.listed().forEach(listed -> out.println(Words.listed(listed)));
  }
}
