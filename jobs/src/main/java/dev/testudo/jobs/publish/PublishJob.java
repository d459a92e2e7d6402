// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Covers;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.LeaseKeeper;
import dev.testudo.jobs.library.Ledger;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.Publisher;
import dev.testudo.jobs.library.Publisher.Outcome;
import dev.testudo.jobs.library.Publisher.Publication;
import dev.testudo.jobs.library.StitchedChapter;
import dev.testudo.jobs.library.TakeRows;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.audio.Cover;
import dev.testudo.synthesis.audio.MasteringProfile;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Makes an edition of one book from takes that are there: stitches the chapters, then publishes.
 */
public final class PublishJob {
  private final LazySession session;
  private final Library library;
  private final MasteringProfile mastering;
  private final String run;
  private final Clock clock;
  private final Publisher publisher;
  private final TakeRows rows;

  public PublishJob(
      LazySession session, Library library, MasteringProfile mastering, String run, Clock clock) {
    this.session = requireNonNull(session, "session is null");
    this.library = requireNonNull(library, "library is null");
    this.mastering = requireNonNull(mastering, "mastering is null");
    this.run = requireNonNull(run, "run is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.publisher = new Publisher(library, clock);
    this.rows = new TakeRows(library.store());
  }

  /**
   * How publishing ended.
   *
   * @param outcome {@code published}, {@code unchanged}, {@code superseded}, {@code blocked} or
   *     {@code takes-only}
   * @param complete whether what was asked for is there
   * @param sentence what happened and, if need be, what to do
   * @param edition what is published now
   */
  public record Result(
      String outcome, boolean complete, String sentence, Optional<EditionRecord> edition) {
    static Result of(Publication publication) {
      return new Result(
          publication.outcome().name().toLowerCase(Locale.ROOT),
          publication.outcome() == Outcome.PUBLISHED || publication.outcome() == Outcome.UNCHANGED,
          publication.sentence(),
          publication.edition());
    }

    public static Result takesOnly(Draft draft) {
      int missing = draft.missing().size();
      return new Result(
          "takes-only",
          missing == 0,
          "Stored %d takes of %s and published nothing; %d are missing"
              .formatted(draft.takes().size(), draft.plan().book(), missing),
          Optional.empty());
    }
  }

  /** Publishes the takes that a planned book has by now, with the cover of its last edition. */
  public Result run(BookPlan plan, int maxMissing) {
    return LeaseKeeper.whileHolding(
        library,
        plan,
        run,
        clock,
        () -> {
          Publisher.Start start = start(plan);
          Ledger ledger = Ledger.read(library, plan.book(), plan.edition(), rows);
          Optional<Cover> cover =
              start
                  .current()
                  .flatMap(edition -> Covers.read(library, edition))
                  .flatMap(image -> Cover.of(image.bytes()));
          return run(start, draft(plan, ledger, cover), cover, maxMissing);
        });
  }

  /** {@return the rows of the takes files that have been read so far for this book} */
  public TakeRows rows() {
    return rows;
  }

  public Publisher.Start start(BookPlan plan) {
    return publisher.start(plan.book(), plan.edition());
  }

  public Draft draft(BookPlan plan, Ledger ledger, Optional<Cover> cover) {
    String picture = cover.map(image -> Sha256.ofBytes(image.bytes())).orElse("");
    return Draft.of(plan, ledger, mastering + picture);
  }

  public Result run(Publisher.Start start, Draft draft, Optional<Cover> cover, int maxMissing) {
    return Result.of(
        publisher
            .withoutChapters(start, draft, maxMissing)
            .orElseGet(() -> publish(start, draft, cover, maxMissing)));
  }

  private Publication publish(
      Publisher.Start start, Draft draft, Optional<Cover> cover, int maxMissing) {
    List<StitchedChapter> chapters = AssembleJob.run(spark(), library, draft, mastering, rows);
    cover.ifPresent(image -> Covers.write(library, draft, image));
    return publisher.publish(start, draft, chapters, maxMissing, run);
  }

  private JavaSparkContext spark() {
    return JavaSparkContext.fromSparkContext(session.get().sparkContext());
  }
}
