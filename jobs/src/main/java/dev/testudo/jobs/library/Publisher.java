package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import java.io.Serializable;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Publishes an edition in four steps: {@link #start} before the run plans, {@link #draft} when its
 * takes are there, chapter files put into {@link Draft#folder}, {@link #publish}. A reader sees the
 * old edition until the last put of the last step, and the whole new one after it.
 */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class Publisher {
  private final Library library;
  private final Clock clock;

  public Publisher(Library library, Clock clock) {
    this.library = requireNonNull(library, "library is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Reads what is published now; only this may be replaced later. */
  public Start start(String book, String edition) {
    throw new UnsupportedOperationException();
  }

  /**
   * Chooses one take for every row of the plan.
   *
   * @param ledger read after rendering
   * @param mastering whatever else shapes the chapter files: profile, pauses, codec
   */
  public Draft draft(BookPlan plan, Ledger ledger, String mastering) {
    throw new UnsupportedOperationException();
  }

  /**
   * Publishes the draft.
   *
   * @param chapters as they were stitched, in book order
   * @param maxMissing listed gaps that are allowed
   */
  public Publication publish(
      Start start, Draft draft, List<StitchedChapter> chapters, int maxMissing, String run) {
    throw new UnsupportedOperationException();
  }

  /** Publishes the previous edition again. */
  public Publication rollback(String book, String edition) {
    throw new UnsupportedOperationException();
  }

  /** What was published when a run began. */
  public record Start(Optional<EditionRecord> current, Optional<String> etag) {}

  /**
   * An edition that is complete but for its chapter files.
   *
   * @param digest of the plan, the takes and the mastering: names the folder
   * @param takes one for each row that has one, in book order
   * @param missing the rows without a take
   * @param spares takes in the same files that the edition does not use
   */
  public record Draft(
      BookPlan plan,
      String digest,
      List<EditionTake> takes,
      List<PlanRow> missing,
      List<EditionTake> spares) {
    public Draft {
      requireNonNull(plan, "plan is null");
      requireNonNull(digest, "digest is null");
      takes = List.copyOf(takes);
      missing = List.copyOf(missing);
      spares = List.copyOf(spares);
    }

    /** {@return where the chapter files go, ending in a slash} */
    public String folder() {
      return Library.editionFolder(plan.book(), plan.edition(), digest);
    }
  }

  /**
   * A chapter file that has been put into the draft's folder.
   *
   * @param file its name in the folder
   * @param sha256 SHA-256 over the decoded samples as 16-bit little-endian integers
   * @param takes what was stitched, in order; missing rows are left out
   */
  public record StitchedChapter(
      int index,
      String title,
      String file,
      long samples,
      int sampleRateHz,
      String sha256,
      List<StitchedTake> takes)
      implements Serializable {}

  /** A take as it went into a chapter. */
  public record StitchedTake(String key, String pcmSha256) implements Serializable {}

  /** What became of a publication. */
  public enum Outcome {
    PUBLISHED,
    /** The same edition was there already. */
    UNCHANGED,
    /** Another run has published a newer plan. */
    SUPERSEDED,
    /** Takes are missing. */
    BLOCKED
  }

  /**
   * The result of publishing.
   *
   * @param sentence what happened and, if need be, what to do
   * @param edition what is published now
   */
  public record Publication(Outcome outcome, String sentence, Optional<EditionRecord> edition) {}
}
