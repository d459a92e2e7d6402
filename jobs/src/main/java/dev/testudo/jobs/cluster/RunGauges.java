// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;

/**
 * What the driver's runs have rendered so far, in Spark's own metrics system: sums that only grow,
 * so that their rate is the speed, and how the device was used by the unit that finished last. One
 * for the driver's JVM.
 */
public final class RunGauges {
  private static final AtomicLong TAKES = new AtomicLong();
  private static final DoubleAdder AUDIO_SECONDS = new DoubleAdder();
  private static final DoubleAdder DEVICE_SECONDS = new DoubleAdder();
  private static final DoubleAdder DISCARDED_SECONDS = new DoubleAdder();
  private static final AtomicLong SLOTS = new AtomicLong();
  private static final AtomicReference<Double> BATCH_FILL = new AtomicReference<>(0.0);
  private static final AtomicLong DEVICE_MEMORY_BYTES = new AtomicLong();

  private RunGauges() {}

  /** Counts a finished unit. */
  public static void add(
      int takes, double audioSeconds, double deviceSeconds, double discardedSeconds) {
    TAKES.addAndGet(takes);
    AUDIO_SECONDS.add(audioSeconds);
    DEVICE_SECONDS.add(deviceSeconds);
    DISCARDED_SECONDS.add(discardedSeconds);
  }

  /**
   * How a finished unit used its device.
   *
   * @param batchFill mean share of live slots, 0 for a unit without takes
   * @param memoryBytes in use on a GPU
   */
  public static void use(int slots, double batchFill, long memoryBytes) {
    if (slots > 0) {
      SLOTS.set(slots);
      BATCH_FILL.set(batchFill);
      DEVICE_MEMORY_BYTES.set(memoryBytes);
    }
  }

  static void register(MetricRegistry registry) {
    registry.register("takes", (Gauge<Long>) TAKES::get);
    registry.register("audioSeconds", (Gauge<Double>) AUDIO_SECONDS::sum);
    registry.register("deviceSeconds", (Gauge<Double>) DEVICE_SECONDS::sum);
    registry.register("discardedSeconds", (Gauge<Double>) DISCARDED_SECONDS::sum);
    registry.register("slots", (Gauge<Long>) SLOTS::get);
    registry.register("batchFill", (Gauge<Double>) BATCH_FILL::get);
    registry.register("deviceMemoryBytes", (Gauge<Long>) DEVICE_MEMORY_BYTES::get);
    registry.register("devicesLost", (Gauge<Integer>) DeviceReports::lost);
  }
}
