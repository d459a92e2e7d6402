// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.table.Take;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Device seconds of takes, added up by the stages that their model names. */
public final class StageSeconds {
  private StageSeconds() {}

  /** {@return seconds by stage, in the order of the stages} */
  public static Map<String, Double> of(List<Take> takes) {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Take take : takes) {
      take.cost().stageSeconds().forEach((stage, s) -> sums.merge(stage, s, Double::sum));
    }
    return sums;
  }
}
