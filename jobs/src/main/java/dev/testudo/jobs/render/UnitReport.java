// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.library.Unit;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Synthesizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** Adds up what a task does, until the outcome of the unit's file is known. */
final class UnitReport {
  private final UnitRenderer.Config config;
  private final Unit unit;
  private final TaskContext task;
  private final Instant started = Instant.now();
  private final List<UnitResult.Failure> failures = new ArrayList<>();
  private String device = "";
  private int slots;
  private int workers;
  private Precision precision = Precision.SINGLE;
  private double modelLoadSeconds;
  private int outOfMemoryRestarts;
  private int takes;
  private int singlePrecisionTakes;
  private double audioSeconds;
  private double deviceSeconds;
  private double discardedSeconds;
  private double encodeSeconds;
  private double codes;
  private double liveCodes;
  private long deviceMemoryBytes;

  UnitReport(UnitRenderer.Config config, Unit unit, TaskContext task) {
    this.config = config;
    this.unit = unit;
    this.task = task;
  }

  void engine(Synthesizer.Engine engine) {
    device = engine.device();
    slots = engine.slots();
    workers = engine.workers();
    precision = engine.precision();
    modelLoadSeconds = engine.loadSeconds();
  }

  void outOfMemoryRestarts(int restarts) {
    outOfMemoryRestarts = restarts;
  }

  void deviceMemory(long bytes) {
    deviceMemoryBytes = bytes;
  }

  void finished(Take take, double seconds) {
    takes++;
    audioSeconds += take.audio().seconds();
    deviceSeconds += take.cost().deviceSeconds();
    discardedSeconds += take.cost().discardedSeconds();
    encodeSeconds += seconds;
    codes += take.cost().codes();
    liveCodes += take.cost().codes() * take.cost().batchFill();
    if (precision == Precision.HALF && take.cost().precision() == Precision.SINGLE) {
      singlePrecisionTakes++;
    }
  }

  void failed(PlanRow row, SynthesisException failure) {
    failures.add(new UnitResult.Failure(row.ordinal(), row.key(), failure.getMessage()));
  }

  /** An earlier attempt, or another run, had put the unit's file before this task began. */
  UnitResult alreadyStored(String file) {
    return result(file, 0, 0, false);
  }

  UnitResult noneStored() {
    return result("", 0, 0, false);
  }

  UnitResult stored(TakeFiles.Stored stored, double writeSeconds) {
    return result(stored.file(), writeSeconds, stored.bytes(), stored.first());
  }

  private UnitResult result(String file, double writeSeconds, long bytes, boolean stored) {
    TaskMetrics metrics =
        new TaskMetrics(
            config.run(),
            config.book(),
            unit.digest(),
            unit.index(),
            task.taskAttemptId(),
            task.attemptNumber(),
            SparkEnv.get().executorId(),
            device,
            started,
            Instant.now(),
            takes,
            audioSeconds,
            deviceSeconds,
            discardedSeconds,
            encodeSeconds,
            writeSeconds,
            bytes,
            stored);
    return new UnitResult(
        file,
        failures,
        metrics,
        slots,
        workers,
        singlePrecisionTakes,
        modelLoadSeconds,
        outOfMemoryRestarts,
        codes == 0 ? 0 : liveCodes / codes,
        deviceMemoryBytes);
  }
}
