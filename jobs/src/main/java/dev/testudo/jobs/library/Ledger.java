// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which utterances of a book have a take, and where it lies: those of the last edition and those of
 * the takes files that it does not name. Immutable.
 */
public final class Ledger {
  /** Of several takes for one key: the edition's, an unflagged one, the least digest. */
  private static final Comparator<EditionTake> PREFERENCE =
      Comparator.<EditionTake, Boolean>comparing(take -> take.ordinal() == EditionTake.SPARE)
          .thenComparing(take -> !take.faults().isEmpty())
          .thenComparing(EditionTake::pcmSha256)
          .thenComparing(EditionTake::file)
          .thenComparing(EditionTake::row);

  private final List<EditionTake> all;
  private final Map<String, EditionTake> best = new HashMap<>();
  private final Map<TextOccurrence, PlanRow> published = new HashMap<>();
  private final Optional<BookPlan> publishedPlan;
  private final List<String> quarantined;

  private Ledger(
      List<EditionTake> all, Optional<BookPlan> publishedPlan, List<String> quarantined) {
    this.all = List.copyOf(all);
    this.publishedPlan = publishedPlan;
    this.quarantined = List.copyOf(quarantined);
    for (EditionTake take : all) {
      best.merge(take.key(), take, (a, b) -> PREFERENCE.compare(a, b) <= 0 ? a : b);
    }
    publishedPlan.ifPresent(
        plan -> plan.rows().forEach(row -> published.put(TextOccurrence.of(row), row)));
  }

  /** Reads the ledger as {@link #read(Library, String, String, TakeRows)} does, for one use. */
  public static Ledger read(Library library, String book, String edition) {
    return read(library, book, edition, new TakeRows(library.store()));
  }

  /**
   * Reads the ledger. Unreadable takes files are moved to {@code quarantine/} and their keys count
   * as missing.
   *
   * @param rows of the takes files, which a run shares between ledger, loudness and metrics
   */
  public static Ledger read(Library library, String book, String edition, TakeRows rows) {
    List<StoredObject> files = library.store().list(Paths.takes(book)).toList();
    Optional<EditionRecord> record = library.edition(book, edition);
    LedgerReader reader = new LedgerReader(library.store(), rows);
    record.ifPresent(reader::addEdition);
    reader.addFiles(files, Quarantine.files(library.store(), Paths.takes(book)));
    return new Ledger(
        reader.takes(),
        record.flatMap(published -> library.plan(book, published.plan())),
        reader.quarantined());
  }

  public boolean contains(String key) {
    return best.containsKey(key);
  }

  /**
   * {@return the take of this key; of several, the edition's, an unflagged one, the least digest}
   */
  public Optional<EditionTake> take(String key) {
    return Optional.ofNullable(best.get(key));
  }

  /** {@return number of utterances that have a take} */
  public int size() {
    return best.size();
  }

  /** {@return every take that lies in one of these files} */
  List<EditionTake> takesIn(Set<String> files) {
    return all.stream().filter(take -> files.contains(take.file())).toList();
  }

  /** {@return the rows that are to be rendered, in book order} */
  public List<PlanRow> missing(BookPlan plan) {
    return plan.rows().stream().filter(row -> !contains(row.key())).toList();
  }

  /** {@return how many of the plan's rows are missing for each reason} */
  public Map<Reason, Integer> reasons(BookPlan plan) {
    Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
    missing(plan).forEach(row -> reasons.merge(reason(plan, row), 1, Integer::sum));
    return reasons;
  }

  private Reason reason(BookPlan plan, PlanRow row) {
    if (publishedPlan.isEmpty()) {
      return Reason.NEVER_RENDERED;
    }
    BookPlan before = publishedPlan.get();
    PlanRow rowBefore = published.get(TextOccurrence.of(row));
    if (rowBefore == null) {
      return Reason.TEXT_CHANGED;
    }
    if (rowBefore.key().equals(row.key())) {
      return Reason.LOST;
    }
    if (!before.modelDigest().equals(plan.modelDigest())) {
      return Reason.MODEL_CHANGED;
    }
    if (!before.voiceDigest(rowBefore).equals(plan.voiceDigest(row))) {
      return Reason.VOICE_CHANGED;
    }
    return before.settings().equals(plan.settings()) ? Reason.RETAKE : Reason.SETTINGS_CHANGED;
  }

  /** {@return the files that were moved away because they could not be read} */
  public List<String> quarantined() {
    return quarantined;
  }

  /** Why an utterance has no take. */
  public enum Reason {
    /** The book has no edition yet that could tell. */
    NEVER_RENDERED,
    TEXT_CHANGED,
    VOICE_CHANGED,
    MODEL_CHANGED,
    SETTINGS_CHANGED,
    RETAKE,
    /** The edition's plan has it, but its take was never made, is gone or is in quarantine. */
    LOST
  }

  /** What stays the same of an utterance when everything but its text changes. */
  private record TextOccurrence(String text, int occurrence) {
    static TextOccurrence of(PlanRow row) {
      return new TextOccurrence(row.spokenText(), row.occurrence());
    }
  }
}
