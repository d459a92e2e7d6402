// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.LinkedHashMap;
import java.util.Map;

/** Device seconds by stage, and how full the batch was. For one thread at a time. */
final class StageTimes {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private double fill;
  private int steps;

  StageTimes() {
    Stages.ALWAYS.forEach(stage -> seconds.put(stage, 0.0));
  }

  void add(String stage, double more) {
    seconds.merge(stage, more, Double::sum);
  }

  void addSteps(int count, double liveShare) {
    steps += count;
    fill += count * liveShare;
  }

  void add(StageTimes other) {
    other.seconds.forEach(this::add);
    fill += other.fill;
    steps += other.steps;
  }

  double batchFill() {
    return steps == 0 ? 1 : fill / steps;
  }

  Map<String, Double> seconds() {
    return seconds;
  }

  double deviceSeconds() {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
