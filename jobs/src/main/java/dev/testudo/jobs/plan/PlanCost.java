// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.table.RunMetrics;
import java.util.Locale;

/**
 * What rendering would cost at the speed of an earlier run.
 *
 * @param pricePerHour of one device, in any currency
 * @param total in the same currency
 * @param timesRealTime of one device in that run
 * @param device that the run used
 */
public record PlanCost(
    double pricePerHour, double deviceHours, double total, double timesRealTime, String device) {
  /**
   * {@return the cost of so much audio}
   *
   * @param run that rendered something
   */
  public static PlanCost of(double audioSeconds, double pricePerHour, RunMetrics run) {
    double deviceHours = audioSeconds / run.throughputPerDevice() / 3600;
    return new PlanCost(
        pricePerHour,
        deviceHours,
        pricePerHour * deviceHours,
        run.throughputPerDevice(),
        run.device());
  }

  /** {@return a line for a person} */
  public String text() {
    return String.format(
        Locale.ROOT,
        "cost: about %.2f for %.3f device hours at %.2f each, with %.1f times real time per device"
            + " as in the last run (%s)",
        total,
        deviceHours,
        pricePerHour,
        timesRealTime,
        device);
  }
}
