// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Follows the two counters of a rendering utterance by utterance, as executors report them with
 * their heartbeats. The counts of a failed task are subtracted. Called by Spark's listener thread
 * only.
 */
public final class ProgressListener extends SparkListener {
  private final long utterancesId;
  private final long millisId;
  private final Progress progress;
  private final LongConsumer stored;
  private final Map<Long, Map<Long, Long>> countsByTask = new HashMap<>();
  private final Set<Long> finishedTasks = new HashSet<>();

  /**
   * Takes the ids of the accumulators, whose names are the same on every executor.
   *
   * @param stored hears how many utterances the tasks have that are finished
   */
  public ProgressListener(
      long utterancesId, long millisId, Progress progress, LongConsumer stored) {
    this.utterancesId = utterancesId;
    this.millisId = millisId;
    this.progress = progress;
    this.stored = stored;
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    CollectionConverters.asJava(event.accumUpdates())
        .forEach(update -> count((Long) update._1(), update._4()));
    show();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    long task = event.taskInfo().taskId();
    if (event.taskInfo().successful()) {
      count(task, event.taskInfo().accumulables());
      finishedTasks.add(task);
      stored.accept(storedUtterances());
    } else {
      countsByTask.remove(task);
    }
    show();
  }

  private void count(long task, Iterable<AccumulableInfo> updates) {
    for (AccumulableInfo update : CollectionConverters.asJava(updates)) {
      boolean ours = update.id() == utterancesId || update.id() == millisId;
      if (ours && update.update().isDefined()) {
        countsByTask
            .computeIfAbsent(task, key -> new HashMap<>())
            .put(update.id(), ((Number) update.update().get()).longValue());
      }
    }
  }

  private void show() {
    progress.at(utterances(), millis());
  }

  long utterances() {
    return sum(utterancesId);
  }

  private long storedUtterances() {
    return finishedTasks.stream()
        .mapToLong(task -> countsByTask.getOrDefault(task, Map.of()).getOrDefault(utterancesId, 0L))
        .sum();
  }

  long millis() {
    return sum(millisId);
  }

  private long sum(long id) {
    return countsByTask.values().stream().mapToLong(counts -> counts.getOrDefault(id, 0L)).sum();
  }
}
