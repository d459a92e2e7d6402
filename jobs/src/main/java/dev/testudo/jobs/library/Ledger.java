package dev.testudo.jobs.library;

import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which utterances of a book have a take, and where it lies: those of the last edition and those of
 * the takes files that it does not name. Immutable.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Ledger {
  private Ledger() {}

  /**
   * Reads the ledger. Unreadable takes files are moved to {@code quarantine/} and their keys count
   * as missing.
   */
  public static Ledger read(Library library, String book, String edition) {
    throw new UnsupportedOperationException();
  }

  public boolean contains(String key) {
    throw new UnsupportedOperationException();
  }

  /**
   * {@return the take of this key; of several, the edition's, an unflagged one, the least digest}
   */
  public Optional<EditionTake> take(String key) {
    throw new UnsupportedOperationException();
  }

  /** {@return number of utterances that have a take} */
  public int size() {
    throw new UnsupportedOperationException();
  }

  /** {@return the rows that are to be rendered, in book order} */
  public List<PlanRow> missing(BookPlan plan) {
    throw new UnsupportedOperationException();
  }

  /** {@return how many of the plan's rows are missing for each reason} */
  public Map<Reason, Integer> reasons(BookPlan plan) {
    throw new UnsupportedOperationException();
  }

  /** {@return the files that were moved away because they could not be read} */
  public List<String> quarantined() {
    throw new UnsupportedOperationException();
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
    /** The edition has it, but its file is gone or was moved to quarantine. */
    LOST
  }
}
