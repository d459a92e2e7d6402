package dev.testudo.jobs.library;

import dev.testudo.jobs.table.PlanRow;
import java.util.Collection;
import java.util.Map;

/**
 * The utterances of a book that were asked to be spoken once more. Each raises the salt of its key,
 * so that the next plan has a new one; undoing it brings the old key, and with it the old take,
 * back. Immutable: {@link #ask} and {@link #undo} return what is stored now.
 *
 * @param salts number of retakes by the utterance's key without salt
 */
@SuppressWarnings("DoNotCallSuggester")
public record Retakes(Map<String, Integer> salts) {
  public static final Retakes NONE = new Retakes(Map.of());

  public Retakes {
    salts = Map.copyOf(salts);
  }

  /** {@return the retakes of a book as they are stored} */
  public static Retakes of(Library library, String book) {
    throw new UnsupportedOperationException();
  }

  /** {@return salt of the utterance whose key without salt is given} */
  public int salt(String unsaltedKey) {
    return salts.getOrDefault(unsaltedKey, 0);
  }

  /** Asks for new takes of these rows of a plan. */
  public static Retakes ask(Library library, BookPlan plan, Collection<PlanRow> rows) {
    throw new UnsupportedOperationException();
  }

  /** Takes back the last retake of these rows of a plan. */
  public static Retakes undo(Library library, BookPlan plan, Collection<PlanRow> rows) {
    throw new UnsupportedOperationException();
  }
}
