package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.library.JsonFile.Versioned;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import dev.testudo.jobs.table.PlanRow;
import java.io.Serializable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Publishes an edition in four steps: {@link #start} before the run plans, {@link #draft} when its
 * takes are there, chapter files put into {@link Draft#folder}, {@link #publish}. A reader sees the
 * old edition until the last put of the last step, and the whole new one after it.
 */
public final class Publisher {
  /** Far more than the runs that an edition ever has at once. */
  private static final int MAX_CONFLICTS = 100;

  /** Raised whenever equal plans, takes and mastering are stitched to other chapter files. */
  private static final int STITCHING_VERSION = 1;

  private final Library library;
  private final ObjectStore store;
  private final Clock clock;

  public Publisher(Library library, Clock clock) {
    this.library = requireNonNull(library, "library is null");
    this.store = library.store();
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Reads what is published now; only this may be replaced later. */
  public Start start(String book, String edition) {
    Optional<Versioned<EditionRecord>> stored = library.editionFile(book, edition).readVersioned();
    return new Start(stored.map(Versioned::value), stored.map(Versioned::etag));
  }

  /**
   * Chooses one take for every row of the plan.
   *
   * @param ledger read after rendering
   * @param mastering whatever else shapes the chapter files: profile, pauses, codec
   */
  public Draft draft(BookPlan plan, Ledger ledger, String mastering) {
    List<EditionTake> takes = new ArrayList<>();
    List<PlanRow> missing = new ArrayList<>();
    FieldDigest digest =
        new FieldDigest().number(STITCHING_VERSION).text(plan.digest()).text(mastering);
    for (PlanRow row : plan.rows()) {
      Optional<EditionTake> take = ledger.take(row.key());
      if (take.isPresent()) {
        takes.add(take.get().withOrdinal(row.ordinal()));
        digest.text(place(take.get())).text(take.get().pcmSha256());
      } else {
        missing.add(row);
        digest.text("");
      }
    }
    return new Draft(plan, digest.hex(), takes, missing, spares(ledger, takes));
  }

  private static List<EditionTake> spares(Ledger ledger, List<EditionTake> used) {
    Set<String> files = used.stream().map(EditionTake::file).collect(Collectors.toSet());
    Set<String> places = used.stream().map(Publisher::place).collect(Collectors.toSet());
    return ledger.takesIn(files).stream()
        .filter(take -> !places.contains(place(take)))
        .map(take -> take.withOrdinal(EditionTake.SPARE))
        .toList();
  }

  private static String place(EditionTake take) {
    return take.file() + " " + take.row();
  }

  /**
   * Publishes the draft, unless takes are missing or it is published already; only otherwise are
   * chapters needed.
   *
   * @param chapters as they were stitched, in book order
   * @param maxMissing listed gaps that are allowed
   * @throws LibraryException in one sentence if the chapters are not the draft's
   */
  public Publication publish(
      Start start, Draft draft, List<StitchedChapter> chapters, int maxMissing, String run) {
    if (draft.missing().size() > maxMissing || draft.takes().isEmpty()) {
      return new Publication(Outcome.BLOCKED, blockedSentence(draft), start.current());
    }
    if (start.current().filter(draft::isPublishedAs).isPresent()) {
      return unchanged(start);
    }
    new DraftCheck(store, draft).requireStitched(chapters);
    List<EditionTake> rows = new ArrayList<>(draft.takes());
    rows.addAll(draft.spares());
    store.putIfAbsent(draft.folder() + Paths.TAKES_FILE, EditionTakesTable.TABLE.write(rows));
    return replace(start, draft, EditionRecords.of(draft, chapters, run, clock.instant()));
  }

  /** Puts {@code edition.json}, and again after a conflict, unless a newer plan has won. */
  private Publication replace(Start first, Draft draft, EditionRecord record) {
    BookPlan plan = draft.plan();
    Start start = first;
    for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      if (start.current().filter(draft::isPublishedAs).isPresent()) {
        return unchanged(start);
      }
      if (start.current().filter(now -> now.planned().isAfter(plan.planned())).isPresent()) {
        return new Publication(
            Outcome.SUPERSEDED,
            "Did not publish %s (edition %s): run %s has published a newer plan"
                .formatted(plan.book(), plan.edition(), start.current().get().run()),
            start.current());
      }
      EditionRecord next = EditionRecords.after(record, start.current());
      if (put(start, next)) {
        return new Publication(
            Outcome.PUBLISHED,
            "Published %s (edition %s): %d chapters, %d takes, %d listed"
                .formatted(
                    plan.book(),
                    plan.edition(),
                    next.chapters().size(),
                    draft.takes().size(),
                    next.listed().size()),
            Optional.of(next));
      }
      start = start(plan.book(), plan.edition());
    }
    throw new LibraryException(
        "Cannot publish " + plan.book() + ": other runs keep replacing its edition; run again");
  }

  /** Keeps what is published now, for {@link #rollback}, and replaces it. */
  private boolean put(Start start, EditionRecord next) {
    start
        .current()
        .ifPresent(
            now ->
                store.putIfAbsent(
                    Paths.history(now.book(), now.edition(), now.version()), Json.write(now)));
    return library.editionFile(next.book(), next.edition()).replaceIfMatch(next, start.etag());
  }

  private static Publication unchanged(Start start) {
    EditionRecord now = start.current().orElseThrow();
    return new Publication(
        Outcome.UNCHANGED,
        "Left %s (edition %s) as it is: nothing has changed".formatted(now.book(), now.edition()),
        start.current());
  }

  private static String blockedSentence(Draft draft) {
    int missing = draft.missing().size();
    int all = draft.plan().rows().size();
    if (missing == all) {
      return "Did not publish %s: none of its %d utterances has a take; render it first"
          .formatted(draft.plan().book(), all);
    }
    return "Did not publish %s: %d of %d utterances have no take (the first is %d in chapter %d);"
            .formatted(
                draft.plan().book(),
                missing,
                all,
                draft.missing().get(0).ordinal(),
                draft.missing().get(0).chapter())
        + " run again, or allow the gaps by --max-missing "
        + missing;
  }

  /**
   * Publishes the previous edition again.
   *
   * @throws LibraryException in one sentence if there is none any more
   */
  public Publication rollback(String book, String edition) {
    Start start = start(book, edition);
    EditionRecord now =
        start
            .current()
            .orElseThrow(
                () ->
                    new LibraryException(
                        "Cannot roll back %s: edition %s is not published"
                            .formatted(book, edition)));
    EditionRecord previous =
        EditionRecords.previous(store, now)
            .orElseThrow(
                () ->
                    new LibraryException(
                        "Cannot roll back %s (edition %s): there is no previous edition any more"
                            .formatted(book, edition)));
    EditionRecord next = previous.withVersion(now.version() + 1, previous.previous());
    if (!put(start, next)) {
      throw new LibraryException(
          "Cannot roll back %s (edition %s): another run has just replaced it; try again"
              .formatted(book, edition));
    }
    return new Publication(
        Outcome.PUBLISHED,
        "Rolled back %s (edition %s) to what run %s published"
            .formatted(book, edition, previous.run()),
        Optional.of(next));
  }

  /** What was published when a run began. */
  public record Start(Optional<EditionRecord> current, Optional<String> etag) {}

  /**
   * An edition that is complete but for its chapter files.
   *
   * @param digest of the plan, the takes with their places, and the mastering: names the folder
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

    boolean isPublishedAs(EditionRecord record) {
      return record.digest().equals(digest);
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
