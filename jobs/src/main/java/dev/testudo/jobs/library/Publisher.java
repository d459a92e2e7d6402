// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.library.JsonFile.Versioned;
import dev.testudo.jobs.library.StitchedChapter.StitchedTake;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.EditionTakesTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes an edition in four steps: {@link #start} before the run plans, {@link Draft#of} when
 * its takes are there, chapter files put into {@link Draft#folder}, {@link #publish}. A reader sees
 * the old edition until the last put of the last step, and the whole new one after it.
 */
public final class Publisher {
  /** Far more than the runs that an edition ever has at once. */
  private static final int MAX_CONFLICTS = 100;

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
   * {@return the result for a draft that needs no chapters: takes are missing, or it is published
   * already}
   *
   * @param maxMissing listed gaps that are allowed
   */
  public Optional<Publication> withoutChapters(Start start, Draft draft, int maxMissing) {
    if (draft.missing().size() > maxMissing || draft.takes().isEmpty()) {
      return Optional.of(new Publication(Outcome.BLOCKED, blockedSentence(draft), start.current()));
    }
    return start.current().filter(draft::isPublishedAs).map(now -> unchanged(start));
  }

  /**
   * Publishes the draft, unless {@link #withoutChapters} has a result for it.
   *
   * @param chapters as they were stitched, in book order
   * @param maxMissing listed gaps that are allowed
   * @throws LibraryException in one sentence that names the first chapter that is not the draft's
   */
  public Publication publish(
      Start start, Draft draft, List<StitchedChapter> chapters, int maxMissing, String run) {
    return withoutChapters(start, draft, maxMissing)
        .orElseGet(() -> publish(start, draft, chapters, run));
  }

  private Publication publish(
      Start start, Draft draft, List<StitchedChapter> chapters, String run) {
    requireStitched(draft, chapters);
    List<EditionTake> rows = placed(draft, chapters);
    rows.addAll(draft.spares());
    store.putIfAbsent(draft.folder() + Paths.TAKES_FILE, EditionTakesTable.TABLE.write(rows));
    return replace(start, draft, EditionRecords.of(draft, chapters, run, clock.instant()));
  }

  /**
   * Requires that the chapters hold exactly the draft's takes, in order, and that their files are
   * there.
   */
  private void requireStitched(Draft draft, List<StitchedChapter> chapters) {
    Map<Integer, List<EditionTake>> expected = expectedTakes(draft);
    List<Integer> indexes = chapters.stream().map(StitchedChapter::index).toList();
    if (!indexes.equals(List.copyOf(expected.keySet()))) {
      throw new LibraryException(
          "Cannot publish %s: it was stitched to the chapters %s instead of %s"
              .formatted(draft.plan().book(), indexes, expected.keySet()));
    }
    for (StitchedChapter chapter : chapters) {
      if (!isStitchedFrom(chapter.takes(), expected.get(chapter.index()))) {
        throw new LibraryException(
            "Cannot publish %s: chapter %d was stitched from other takes than its plan asks for"
                .formatted(draft.plan().book(), chapter.index()));
      }
      if (store.head(draft.folder() + chapter.file()).isEmpty()) {
        throw new LibraryException(
            "Cannot publish %s: the file %s of chapter %d is not there"
                .formatted(draft.plan().book(), chapter.file(), chapter.index()));
      }
    }
  }

  private static boolean isStitchedFrom(List<StitchedTake> stitched, List<EditionTake> expected) {
    boolean same = stitched.size() == expected.size();
    for (int i = 0; same && i < stitched.size(); i++) {
      same = stitched.get(i).isOf(expected.get(i));
    }
    return same;
  }

  /** {@return the draft's takes with their places in the chapters, which are stitched from them} */
  private static List<EditionTake> placed(Draft draft, List<StitchedChapter> chapters) {
    List<StitchedTake> stitched =
        chapters.stream().flatMap(chapter -> chapter.takes().stream()).toList();
    List<EditionTake> placed = new ArrayList<>();
    for (int i = 0; i < draft.takes().size(); i++) {
      StitchedTake place = stitched.get(i);
      placed.add(draft.takes().get(i).at(place.startSample(), place.endSample()));
    }
    return placed;
  }

  /** {@return the takes of each chapter, in book order} */
  private static Map<Integer, List<EditionTake>> expectedTakes(Draft draft) {
    Map<Integer, EditionTake> takes = new HashMap<>();
    draft.takes().forEach(take -> takes.put(take.ordinal(), take));
    Map<Integer, List<EditionTake>> chapters = new LinkedHashMap<>();
    draft
        .plan()
        .rows()
        .forEach(
            row -> {
              List<EditionTake> chapter =
                  chapters.computeIfAbsent(row.chapter(), index -> new ArrayList<>());
              EditionTake take = takes.get(row.ordinal());
              if (take != null) {
                chapter.add(take);
              }
            });
    return chapters;
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
            "Published %s (edition %s): %s, %s, %d listed"
                .formatted(
                    plan.book(),
                    plan.edition(),
                    count(next.chapters().size(), "chapter"),
                    count(draft.takes().size(), "take"),
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

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
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
