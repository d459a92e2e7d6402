// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;

/**
 * One unit as one Spark task rendered it.
 *
 * @param unit digest of the unit's keys
 * @param unitIndex position of the unit in its run, from 0
 * @param task Spark's task attempt id
 * @param attempt Spark's attempt number, from 0
 * @param utterances takes that the task rendered
 * @param audioSeconds sum over its takes
 * @param deviceSeconds sum over its takes, discarded attempts included
 * @param discardedSeconds the part that went into discarded attempts
 * @param encodeSeconds encoding and measuring
 * @param writeSeconds building and putting the file
 * @param bytes size of the file
 * @param stored false if another writer had put the unit already
 */
public record TaskMetrics(
    String run,
    String book,
    String unit,
    int unitIndex,
    long task,
    int attempt,
    String executor,
    String device,
    Instant started,
    Instant finished,
    int utterances,
    double audioSeconds,
    double deviceSeconds,
    double discardedSeconds,
    double encodeSeconds,
    double writeSeconds,
    long bytes,
    boolean stored)
    implements Serializable {
  public TaskMetrics {
    requireNonNull(run, "run is null");
    requireNonNull(book, "book is null");
    requireNonNull(unit, "unit is null");
    requireNonNull(executor, "executor is null");
    requireNonNull(device, "device is null");
    requireNonNull(started, "started is null");
    requireNonNull(finished, "finished is null");
  }

  public double wallSeconds() {
    return (finished.toEpochMilli() - started.toEpochMilli()) / 1000.0;
  }
}
