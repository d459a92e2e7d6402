// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.table.Take;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A run's rendering in equal buckets of time. A take's audio counts evenly over the time from its
 * entering a slot to its completion.
 */
final class OverTime {
  private static final int BUCKETS = 60;

  private final RunFigures run;
  private final double bucketSeconds;

  OverTime(RunFigures run) {
    this.run = run;
    this.bucketSeconds = Math.max(run.renderingSeconds(), 1e-3) / BUCKETS;
  }

  /** {@return wall seconds per audio second; NaN where nothing was rendered} */
  double[] realTimeFactor() {
    double[] audio = spread(take -> take.audio().seconds());
    return Arrays.stream(audio)
        .map(seconds -> bucketSeconds / seconds)
        .map(OverTime::gap)
        .toArray();
  }

  /** {@return mean share of live slots; NaN where nothing was rendered} */
  double[] batchFill() {
    double[] fill = spread(take -> take.cost().batchFill() * take.audio().seconds());
    double[] audio = spread(take -> take.audio().seconds());
    for (int i = 0; i < fill.length; i++) {
      fill[i] = gap(fill[i] / audio[i]);
    }
    return fill;
  }

  private static double gap(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  private double[] spread(ToDoubleFunction<Take> amount) {
    double[] sums = new double[BUCKETS];
    for (Take take : run.takes()) {
      double end = seconds(take.origin().finished());
      double begin = Math.min(end, seconds(take.origin().started()) + take.cost().queueSeconds());
      double length = Math.max(end - begin, 1e-3);
      for (int i = bucket(begin); i <= bucket(end); i++) {
        double overlap =
            Math.min(begin + length, (i + 1) * bucketSeconds) - Math.max(begin, i * bucketSeconds);
        sums[i] += amount.applyAsDouble(take) * Math.max(0, overlap) / length;
      }
    }
    return sums;
  }

  private double seconds(Instant time) {
    return RunFigures.seconds(run.renderingStarted(), time);
  }

  private int bucket(double seconds) {
    return (int) Math.max(0, Math.min(BUCKETS - 1, Math.floor(seconds / bucketSeconds)));
  }
}
