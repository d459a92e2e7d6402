// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.table.PlanRow;
import java.util.ArrayList;
import java.util.List;

/** Cuts the utterances that are to be rendered into units. Pure: same rows, same units. */
public final class Units {
  /** Units of the last tenth are this much smaller, so that all devices end at about one time. */
  private static final double LAST_TENTH_SHARE = 0.25;

  private Units() {}

  /**
   * {@return units in book order of about {@code targetSeconds} predicted seconds, smaller ones in
   * the last tenth of the work; every row is in exactly one}
   */
  public static List<Unit> split(List<PlanRow> missing, double targetSeconds) {
    if (!(targetSeconds > 0)) {
      throw new IllegalArgumentException(
          "Cannot cut units of " + targetSeconds + " s: they must be longer than 0 s");
    }
    double total = missing.stream().mapToDouble(PlanRow::predictedSeconds).sum();
    List<Unit> units = new ArrayList<>();
    List<PlanRow> open = new ArrayList<>();
    double openSeconds = 0;
    double done = 0;
    for (PlanRow row : missing) {
      double target = done < 0.9 * total ? targetSeconds : targetSeconds * LAST_TENTH_SHARE;
      // Half a row over or half a row short: whichever is nearer to the target.
      if (!open.isEmpty() && openSeconds + row.predictedSeconds() / 2 > target) {
        units.add(new Unit(units.size(), open));
        open = new ArrayList<>();
        openSeconds = 0;
      }
      open.add(row);
      openSeconds += row.predictedSeconds();
      done += row.predictedSeconds();
    }
    if (!open.isEmpty()) {
      units.add(new Unit(units.size(), open));
    }
    return units;
  }
}
