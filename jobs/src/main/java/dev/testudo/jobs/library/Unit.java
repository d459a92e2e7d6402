// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.table.PlanRow;
import dev.testudo.synthesis.Sha256;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A task's share of utterances, in book order: what is rendered together and put as one file.
 *
 * @param index position in the run, from 0
 */
public record Unit(int index, List<PlanRow> rows) implements Serializable {
  public Unit {
    // An ArrayList and not List.copyOf, so that any serializer can carry it to an executor.
    rows = new ArrayList<>(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("Cannot make a unit of no utterances");
    }
  }

  @Override
  public List<PlanRow> rows() {
    return List.copyOf(rows);
  }

  public double predictedSeconds() {
    return rows.stream().mapToDouble(PlanRow::predictedSeconds).sum();
  }

  /** {@return digest of its keys: the name of its takes file} */
  public String digest() {
    return digestOf(rows.stream().map(PlanRow::key).toList());
  }

  static String digestOf(List<String> keys) {
    return Sha256.ofText(keys.stream().collect(Collectors.joining("\n", "", "\n")));
  }
}
