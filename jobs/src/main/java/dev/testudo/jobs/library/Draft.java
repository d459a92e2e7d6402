// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
  /** Raised whenever equal plans, takes and mastering are stitched to other chapter files. */
  private static final int STITCHING_VERSION = 1;

  /** The same, of plans with several voices. */
  private static final int CAST_STITCHING_VERSION = 1;

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

  /**
   * Chooses one take for every row of the plan.
   *
   * @param ledger read after rendering
   * @param mastering whatever else shapes the edition's files: profile, pauses, codec, cover
   */
  public static Draft of(BookPlan plan, Ledger ledger, String mastering) {
    List<EditionTake> takes = new ArrayList<>();
    List<PlanRow> missing = new ArrayList<>();
    FieldDigest digest =
        new FieldDigest().number(STITCHING_VERSION).text(plan.digest()).text(mastering);
    if (plan.rows().stream().anyMatch(row -> !row.voice().isEmpty())) {
      digest.number(CAST_STITCHING_VERSION);
    }
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
    Set<String> places = used.stream().map(Draft::place).collect(Collectors.toSet());
    return ledger.takesIn(files).stream()
        .filter(take -> !places.contains(place(take)))
        .map(take -> take.withOrdinal(EditionTake.SPARE))
        .toList();
  }

  private static String place(EditionTake take) {
    return take.file() + " " + take.row();
  }
}
