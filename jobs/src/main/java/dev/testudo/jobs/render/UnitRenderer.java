// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.cluster.GpuMemory;
import dev.testudo.jobs.cluster.TestudoPlugin;
import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.library.Casting;
import dev.testudo.jobs.library.TakeFiles;
import dev.testudo.jobs.library.Unit;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakeAudio;
import dev.testudo.synthesis.Listening;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.Flac;
import dev.testudo.synthesis.audio.LoudnessMeter;
import dev.testudo.synthesis.audio.PcmDigest;
import dev.testudo.synthesis.audio.TakeLoudness;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;

/**
 * One Spark task: renders a unit's utterances on the executor's model and puts their takes as one
 * file. A unit whose file is there already is not rendered again.
 */
final class UnitRenderer implements Function<Unit, UnitResult> {
  private static final long serialVersionUID = 1L;

  private final Config config;
  private final LongAccumulator finishedUtterances;
  private final LongAccumulator finishedMillis;

  /**
   * @param finishedUtterances counts utterances as they finish, for progress only
   * @param finishedMillis adds up their predicted milliseconds, for progress only
   */
  UnitRenderer(Config config, LongAccumulator finishedUtterances, LongAccumulator finishedMillis) {
    this.config = requireNonNull(config, "config is null");
    this.finishedUtterances = requireNonNull(finishedUtterances, "finishedUtterances is null");
    this.finishedMillis = requireNonNull(finishedMillis, "finishedMillis is null");
  }

  /**
   * What all tasks of a run share.
   *
   * @param listening whether takes are compared with their text by ear
   * @param window utterances that a task keeps in flight
   */
  record Config(
      StoreLocation library,
      String run,
      String book,
      EngineSpec engine,
      Casting casting,
      SynthesisConfig settings,
      Listening listening,
      int window)
      implements Serializable {}

  @Override
  public UnitResult call(Unit unit) {
    TaskContext task = TaskContext.get();
    try (ObjectStore store = config.library().open()) {
      String file = TakeFiles.path(config.book(), unit);
      if (store.head(file).isPresent()) {
        return new UnitReport(config, unit, task).alreadyStored(file);
      }
      Synthesizer synthesizer =
          ExecutorSynthesizer.get(config.engine(), TestudoPlugin.taskAddresses());
      UnitReport report = new UnitReport(config, unit, task);
      report.engine(synthesizer.engine());
      List<Take> takes = render(unit, synthesizer, report);
      report.outOfMemoryRestarts(ExecutorSynthesizer.newRestarts(synthesizer));
      report.deviceMemory(GpuMemory.usedBytes(synthesizer.engine().device()));
      if (takes.isEmpty()) {
        return report.noneStored();
      }
      long begin = System.nanoTime();
      TakeFiles.Stored stored = TakeFiles.write(store, config.book(), takes);
      return report.stored(stored, (System.nanoTime() - begin) / 1e9);
    }
  }

  private List<Take> render(Unit unit, Synthesizer synthesizer, UnitReport report) {
    TaskContext task = TaskContext.get();
    Map<Integer, Take> takes = new TreeMap<>();
    try (UtteranceWindow window =
        new UtteranceWindow(
            unit.rows(),
            config.window(),
            row -> synthesizer.submit(request(row)),
            task::isInterrupted)) {
      while (window.hasNext()) {
        UtteranceWindow.Finished finished = window.next();
        PlanRow row = finished.row();
        try {
          takes.put(row.ordinal(), take(unit, finished, synthesizer.engine(), report));
        } catch (SynthesisException e) {
          report.failed(row, asUtteranceFailure(e));
        }
        finishedUtterances.add(1);
        finishedMillis.add(Math.round(row.predictedSeconds() * 1000));
      }
    }
    return List.copyOf(takes.values());
  }

  /** Rethrows what would fail for every utterance, so that Spark tries the task again. */
  private static SynthesisException asUtteranceFailure(SynthesisException failure) {
    return switch (failure.category()) {
      case INPUT, NUMERIC, SPEECH -> failure;
      case DEVICE -> {
        TestudoPlugin.deviceLost(failure);
        throw failure;
      }
      case MODEL, OUT_OF_MEMORY, STORAGE -> throw failure;
    };
  }

  private UtteranceRequest request(PlanRow row) {
    return new UtteranceRequest(
        row.key(), row.spokenText(), voice(row), config.settings(), config.listening());
  }

  private Voice voice(PlanRow row) {
    return config.casting().voice(row.speaker());
  }

  private Take take(
      Unit unit, UtteranceWindow.Finished finished, Synthesizer.Engine engine, UnitReport report) {
    Rendering rendering = finished.rendering();
    PlanRow row = finished.row();
    Take.Origin origin =
        new Take.Origin(
            config.run(),
            unit.digest(),
            voice(row).name(),
            voice(row).digest(),
            config.engine().modelDigest(),
            engine.device(),
            engine.slots(),
            engine.laterShape(),
            engine.libraries(),
            SparkEnv.get().executorId(),
            finished.started(),
            finished.ended());
    long begin = System.nanoTime();
    TakeAudio audio = encode(rendering.waveform());
    Take take =
        new Take(
            row.key(),
            config.book(),
            row.ordinal(),
            row.chapter(),
            row.spokenText().length(),
            rendering.faults(),
            rendering.cost(),
            origin,
            audio,
            rendering.hearing());
    report.finished(take, (System.nanoTime() - begin) / 1e9);
    return take;
  }

  private static TakeAudio encode(Waveform waveform) {
    byte[] flac = Flac.encode(waveform);
    TakeLoudness loudness = LoudnessMeter.measure(waveform);
    return new TakeAudio(
        flac,
        waveform.samples().length,
        waveform.sampleRateHz(),
        PcmDigest.of(waveform),
        loudness.energies(),
        (float) loudness.truePeak());
  }
}
