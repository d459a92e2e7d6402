// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.table.PlanRow;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The utterances of a book that were asked to be spoken once more. Each raises the salt of its key,
 * so that the next plan has a new one; undoing it brings the old key, and with it the old take,
 * back. Immutable: {@link #request} and {@link #undo} return what is stored now.
 *
 * @param salts number of retakes by the utterance's key without salt
 */
public record Retakes(Map<String, Integer> salts) {
  public static final Retakes NONE = new Retakes(Map.of());

  public Retakes {
    salts = Map.copyOf(salts);
  }

  /** {@return the retakes of a book as they are stored} */
  public static Retakes of(Library library, String book) {
    return file(library, book).read().orElse(NONE);
  }

  /** {@return salt of the utterance whose key without salt is given} */
  public int salt(String unsaltedKey) {
    return salts.getOrDefault(unsaltedKey, 0);
  }

  /** {@return the rows of a plan that were asked to be retaken} */
  public Collection<PlanRow> rows(BookPlan plan) {
    return plan.rows().stream().filter(row -> salt(plan.unsaltedKey(row)) > 0).toList();
  }

  /** Requests new takes of these rows of a plan. */
  public static Retakes request(Library library, BookPlan plan, Collection<PlanRow> rows) {
    return update(
        library,
        plan,
        salts -> {
          rows.forEach(row -> salts.merge(plan.unsaltedKey(row), 1, Integer::sum));
          return salts;
        });
  }

  /**
   * Reverts the last retake of these rows of a plan.
   *
   * @throws LibraryException in one sentence if there was none
   */
  public static Retakes undo(Library library, BookPlan plan, Collection<PlanRow> rows) {
    return update(
        library,
        plan,
        salts -> {
          rows.forEach(row -> undo(salts, plan, row));
          return salts;
        });
  }

  private static void undo(Map<String, Integer> salts, BookPlan plan, PlanRow row) {
    String key = plan.unsaltedKey(row);
    if (!salts.containsKey(key)) {
      throw new LibraryException(
          "Cannot undo the retake of utterance "
              + row.ordinal()
              + " of "
              + plan.book()
              + ": none was requested");
    }
    salts.computeIfPresent(key, (ignored, salt) -> salt > 1 ? Integer.valueOf(salt - 1) : null);
  }

  private static Retakes update(
      Library library, BookPlan plan, UnaryOperator<Map<String, Integer>> change) {
    return file(library, plan.book())
        .update(NONE, stored -> new Retakes(change.apply(new TreeMap<>(stored.salts()))));
  }

  private static JsonFile<Retakes> file(Library library, String book) {
    return new JsonFile<>(library.store(), Paths.retakes(book), Retakes.class);
  }
}
