// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.report.Advice.Condition;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TaskMetrics;
import java.util.function.ToDoubleFunction;

/** A number that describes a run, as it stands on the page and in the rules of {@link Advice}. */
enum Figure {
  START_UP(
      "start-up share",
      "wall time before the first task, of all wall time",
      run -> RunFigures.share(run.startupSeconds(), run.wallSeconds())),
  AFTERWARDS(
      "publishing share",
      "wall time after the last task, of all wall time",
      run ->
          RunFigures.share(
              run.wallSeconds() - run.startupSeconds() - run.renderingSeconds(),
              run.wallSeconds())),
  EXECUTORS("executors", "executors that rendered", run -> run.byExecutor().size()),
  BATCH_FILL(
      "batch fill",
      "live decoder slots, of all slots, over the decoding steps",
      RunFigures::batchFill),
  EMPTY_SLOTS("padding waste", "idle decoder slots: 1 - batch fill", run -> 1 - run.batchFill()),
  QUEUE(
      "queue share",
      "time that utterances waited for a slot, of their time from submission to completion",
      run ->
          RunFigures.share(
              run.ofTakes(take -> take.cost().queueSeconds()),
              run.ofTakes(take -> take.cost().latencySeconds()))),
  AUTOREGRESSIVE(
      "autoregressive share",
      "of device seconds",
      run -> ofDevice(run, take -> take.cost().stageSeconds("autoregressive"))),
  DIFFUSION(
      "diffusion share",
      "of device seconds",
      run -> ofDevice(run, take -> take.cost().stageSeconds("diffusion"))),
  VOCODER(
      "vocoder share",
      "of device seconds",
      run -> ofDevice(run, take -> take.cost().stageSeconds("vocoder"))),
  DISCARDED(
      "discarded share",
      "device seconds of attempts that lost, of all device seconds",
      run -> ofDevice(run, take -> take.cost().discardedSeconds())),
  ENCODE_AND_WRITE(
      "encode and write share",
      "encoding, measuring and storing takes, of the tasks' seconds",
      run ->
          RunFigures.share(
              run.ofTasks(task -> task.encodeSeconds() + task.writeSeconds()),
              run.ofTasks(TaskMetrics::wallSeconds))),
  IDLE_TAIL(
      "idle tail",
      "executors that had ended while others rendered, of the executors' time",
      RunFigures::idleTail),
  SHORT_UTTERANCES(
      "short utterances",
      "takes below two seconds, of all takes",
      run -> RunFigures.share(run.ofTakes(take -> take.audio().seconds() < 2 ? 1 : 0), takes(run))),
  SUSPICIOUS(
      "suspicious takes",
      "of all takes",
      run -> RunFigures.share(run.ofTakes(take -> take.faults().isEmpty() ? 0 : 1), takes(run))),
  PRECISION_RETRIES(
      "precision retries",
      "share of takes that were repeated in single precision",
      run -> RunFigures.share(run.ofBooks(RunMetrics::precisionRetries), takes(run))),
  TASK_RETRIES(
      "task retries",
      "task attempts beyond the first, of all tasks",
      run -> RunFigures.share(run.ofBooks(RunMetrics::taskRetries), run.tasks().size())),
  MEMORY_RESTARTS(
      "out-of-memory restarts",
      "times that a device halved its slots",
      run -> run.ofBooks(RunMetrics::outOfMemoryRestarts)),
  DEVICES_LOST(
      "devices lost",
      "devices that failed permanently",
      run -> run.ofBooks(RunMetrics::devicesLost));

  private final String label;
  private final String meaning;

  // Only method references that hold nothing.
  @SuppressWarnings("ImmutableEnumChecker")
  private final ToDoubleFunction<RunFigures> value;

  Figure(String label, String meaning, ToDoubleFunction<RunFigures> value) {
    this.label = label;
    this.meaning = meaning;
    this.value = value;
  }

  String label() {
    return label;
  }

  String meaning() {
    return meaning;
  }

  double of(RunFigures run) {
    return value.applyAsDouble(run);
  }

  Condition atLeast(double threshold) {
    return new Condition(this, true, threshold);
  }

  Condition below(double threshold) {
    return new Condition(this, false, threshold);
  }

  private static double ofDevice(RunFigures run, ToDoubleFunction<Take> seconds) {
    return RunFigures.share(run.ofTakes(seconds), run.deviceSeconds());
  }

  private static double takes(RunFigures run) {
    return run.takes().size();
  }
}
