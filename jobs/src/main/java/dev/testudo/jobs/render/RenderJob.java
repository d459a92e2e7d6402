// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.cluster.DeviceReports;
import dev.testudo.jobs.cluster.FailureSentence;
import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Casting;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.library.LeaseKeeper;
import dev.testudo.jobs.library.Ledger;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Publisher;
import dev.testudo.jobs.library.TakeRows;
import dev.testudo.jobs.library.Unit;
import dev.testudo.jobs.library.Units;
import dev.testudo.jobs.plan.SegmentJob;
import dev.testudo.jobs.publish.PublishJob;
import dev.testudo.jobs.store.UnreachableException;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.audio.Cover;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.api.java.JavaSparkContext;

/** Renders one planned book: takes, chapters, edition, metrics. */
public final class RenderJob {
  private static final Logger LOG = LogManager.getLogger(RenderJob.class);

  private static final String FAILED = "failed";

  private final LazySession session;
  private final Library library;
  private final Config config;
  private final KeptTakes kept;

  /**
   * @param kept hears how much is stored
   */
  public RenderJob(LazySession session, Library library, Config config, KeptTakes kept) {
    this.session = requireNonNull(session, "session is null");
    this.library = requireNonNull(library, "library is null");
    this.config = requireNonNull(config, "config is null");
    this.kept = requireNonNull(kept, "kept is null");
  }

  /**
   * What all books of a run share.
   *
   * @param started when the command began
   * @param maxMissing gaps that an edition may have
   * @param publishing whether to stop when the takes are stored
   * @param tasksPerExecutor that run side by side
   */
  public record Config(
      RenderSettings settings,
      String run,
      Instant started,
      int maxMissing,
      Publishing publishing,
      int tasksPerExecutor) {
    public Config {
      requireNonNull(settings, "settings is null");
      requireNonNull(run, "run is null");
      requireNonNull(started, "started is null");
      requireNonNull(publishing, "publishing is null");
    }

    /** {@return the id of a new run: the only thing that is random about it} */
    public static String newRun() {
      return UUID.randomUUID().toString();
    }
  }

  /** Whether a run ends with an edition or with its takes. */
  public enum Publishing {
    PUBLISH,
    TAKES_ONLY
  }

  /**
   * What became of a book.
   *
   * @param rendered takes that this run made
   * @param reused takes that were there before
   */
  public record Result(String book, int rendered, int reused, PublishJob.Result ending) {}

  /** Renders what the ledger lacks, and publishes. Safe to call for several books at once. */
  public Result run(SegmentJob.Segmented book) {
    Clock clock = Clock.systemUTC();
    try {
      return LeaseKeeper.whileHolding(
          library, book.plan(), config.run(), clock, () -> render(book, clock));
    } catch (Exception e) {
      // Everything, since Spark throws checked exceptions that it does not declare.
      throw DeviceReports.explain(e);
    }
  }

  private Result render(SegmentJob.Segmented book, Clock clock) {
    BookPlan plan = book.plan();
    claim(book);
    PublishJob publishing =
        new PublishJob(session, library, config.settings().mastering(), config.run(), clock);
    Publisher.Start start = publishing.start(plan);
    library.saveText(plan, book.text(), book.original());
    library.savePlan(plan);
    Optional<Cover> cover = cover(book);
    int lostBefore = DeviceReports.lost();
    // Kept for the metrics of a run that fails: written by Spark's thread, in unit order.
    Map<Integer, UnitResult> finished = new ConcurrentSkipListMap<>();
    Draft draft = publishing.draft(plan, ledger(plan, publishing.rows()), cover);
    try {
      synthesize(plan, book.casting(), draft.missing(), finished);
      if (!finished.isEmpty()) {
        draft = publishing.draft(plan, ledger(plan, publishing.rows()), cover);
      }
      PublishJob.Result ending =
          switch (config.publishing()) {
            case PUBLISH -> publishing.run(start, draft, cover, config.maxMissing());
            case TAKES_ONLY -> PublishJob.Result.takesOnly(draft);
          };
      RunMetrics metrics = summary(plan, draft, finished, lostBefore, ending.outcome(), clock);
      MeasureJob.run(library, plan, metrics, List.copyOf(finished.values()), publishing.rows());
      return new Result(plan.book(), metrics.rendered(), metrics.reused(), ending);
    } catch (Exception e) {
      measureFailure(e, publishing, plan, cover, finished, lostBefore, clock);
      throw e;
    }
  }

  /** What a run did before it failed is measured too, if the storage still answers. */
  private void measureFailure(
      Exception failure,
      PublishJob publishing,
      BookPlan plan,
      Optional<Cover> cover,
      Map<Integer, UnitResult> finished,
      int lostBefore,
      Clock clock) {
    if (DeviceReports.explain(failure) instanceof UnreachableException) {
      return; // The storage would time out once more.
    }
    try {
      Draft draft = publishing.draft(plan, ledger(plan, publishing.rows()), cover);
      RunMetrics metrics = summary(plan, draft, finished, lostBefore, FAILED, clock);
      MeasureJob.run(library, plan, metrics, List.copyOf(finished.values()), publishing.rows());
    } catch (RuntimeException e) {
      LOG.warn("Cannot store the metrics of the failed run: {}", FailureSentence.of(e));
    }
  }

  private RunMetrics summary(
      BookPlan plan,
      Draft draft,
      Map<Integer, UnitResult> finished,
      int lostBefore,
      String outcome,
      Clock clock) {
    int lost = DeviceReports.lost() - lostBefore;
    return new RunSummary(config, plan, draft, List.copyOf(finished.values()), lost)
        .metrics(outcome, clock.instant());
  }

  private static Optional<Cover> cover(SegmentJob.Segmented book) {
    Optional<Cover> cover = book.cover().flatMap(image -> Cover.of(image.bytes()));
    if (book.cover().isPresent() && cover.isEmpty()) {
      LOG.warn(
          "{} is published without a cover: the one of {} ({}) cannot be used; give another by"
              + " export --cover",
          book.plan().book(),
          book.source(),
          book.cover().get().mediaType());
    }
    return cover;
  }

  private void claim(SegmentJob.Segmented book) {
    BookPlan plan = book.plan();
    if (book.renaming().isPresent()) {
      LOG.warn(book.renaming().get());
      library.rename(plan.book(), plan.author(), plan.title());
    } else {
      library.claim(plan.book(), plan.author(), plan.title());
    }
  }

  private Ledger ledger(BookPlan plan, TakeRows rows) {
    return Ledger.read(library, plan.book(), plan.edition(), rows);
  }

  private void synthesize(
      BookPlan plan, Casting casting, List<PlanRow> missing, Map<Integer, UnitResult> finished) {
    int all = plan.rows().size();
    int reused = all - missing.size();
    kept.report(plan.book(), reused, all);
    if (missing.isEmpty()) {
      LOG.info("{}: all {} utterances are rendered already", plan.book(), plan.rows().size());
      return;
    }
    List<Unit> units = Units.split(missing, unitSeconds(missing));
    LOG.info(
        "{}: {} of {} utterances to render in {} units, about {} s of audio",
        plan.book(),
        missing.size(),
        plan.rows().size(),
        units.size(),
        Math.round(units.stream().mapToDouble(Unit::predictedSeconds).sum()));
    UnitRenderer.Config shared =
        new UnitRenderer.Config(
            library.store().location(),
            config.run(),
            plan.book(),
            config.settings().engine(),
            casting,
            config.settings().synthesis(),
            listening(plan),
            window());
    try (Progress progress = Progress.of(plan.book(), units)) {
      SynthesizeJob.run(
          spark(plan.book()),
          shared,
          units,
          progress,
          stored -> kept.report(plan.book(), reused + stored, all),
          finished);
    }
    finished.values().stream()
        .flatMap(unit -> unit.failures().stream())
        .forEach(f -> LOG.warn("Utterance {} has no take: {}", f.ordinal(), f.sentence()));
  }

  /** The listener knows English only. */
  private Listening listening(BookPlan plan) {
    Listening wish = config.settings().listening();
    if (wish != Listening.OFF && !ListenJob.understands(plan.language())) {
      LOG.warn(
          "{}: takes are not listened to, since the book is in \"{}\" and the listener hears"
              + " English",
          plan.book(),
          plan.language());
      return Listening.OFF;
    }
    return wish;
  }

  /** A short book is cut finer than settings say, so that every core gets a share. */
  private double unitSeconds(List<PlanRow> missing) {
    double total = missing.stream().mapToDouble(PlanRow::predictedSeconds).sum();
    double share = total / session.get().sparkContext().defaultParallelism();
    return Math.min(config.settings().unitSeconds(), share);
  }

  /** Utterances that each task keeps in flight, so that all tasks together fill the slots. */
  private int window() {
    int utterances = config.settings().engine().utterancesInFlight();
    int tasks = session.tasksPerExecutor();
    return (utterances + tasks - 1) / tasks + 1;
  }

  /** Fair scheduling shares executors between pools, so each book has its own. */
  private JavaSparkContext spark(String book) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.get().sparkContext());
    spark.setLocalProperty("spark.scheduler.pool", book);
    return spark;
  }
}
