// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.model.Models;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Synthesizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.SparkEnv;
import scala.Tuple2;

/**
 * The one model of an executor's JVM, shared by all its tasks: loaded when the executor starts, or
 * by the first task that needs it, and never twice. Spark copies tasks, not this.
 */
public final class ExecutorSynthesizer {
  private static final Logger LOG = LogManager.getLogger(ExecutorSynthesizer.class);
  private static final Map<String, Synthesizer> LOADED = new HashMap<>();

  /** Restarts that a task has reported already. */
  private static final Map<Synthesizer, Integer> REPORTED = new HashMap<>();

  private ExecutorSynthesizer() {}

  /** {@return the synthesizer of this JVM for a model and device, loaded on first use} */
  public static synchronized Synthesizer get(EngineSpec spec, List<String> gpuAddresses) {
    EngineConfig config = spec.on(gpuAddresses);
    return LOADED.computeIfAbsent(key(spec, config), key -> load(spec, config));
  }

  /** {@return settings of the storage client, as this executor's session has them} */
  private static Map<String, String> storage() {
    SparkEnv session = SparkEnv.get();
    Map<String, String> settings = new HashMap<>();
    if (session != null) {
      for (Tuple2<String, String> entry : session.conf().getAllWithPrefix("spark.hadoop.")) {
        settings.put(entry._1(), entry._2());
      }
    }
    return settings;
  }

  private static String key(EngineSpec spec, EngineConfig config) {
    return spec.modelDigest() + "@" + config;
  }

  private static Synthesizer load(EngineSpec spec, EngineConfig config) {
    SpeechModel model = Models.open(spec.model(), storage());
    if (!model.digest().equals(spec.modelDigest())) {
      throw new SynthesisException(
          SynthesisException.Category.MODEL,
          "Cannot render with model %s: this executor finds digest %.12s, the driver %.12s"
              .formatted(spec.model(), model.digest(), spec.modelDigest()));
    }
    GpuEngine.prepare(spec, config, storage());
    Synthesizer synthesizer = model.load(GpuMemory.fitting(model, config));
    Synthesizer.Engine engine = synthesizer.engine();
    LOG.info(
        "Loaded model {} on {}: {} s, {} bytes, {} slots, {} precision, {}",
        spec.model(),
        engine.device(),
        "%.2f".formatted(engine.loadSeconds()),
        engine.loadedBytes(),
        engine.slots(),
        engine.precision(),
        engine.libraries());
    return synthesizer;
  }

  /** {@return restarts for want of memory since this was asked last, so that each counts once} */
  public static synchronized int newRestarts(Synthesizer synthesizer) {
    int restarts = synthesizer.engine().outOfMemoryRestarts();
    Integer before = REPORTED.put(synthesizer, restarts);
    return before == null ? restarts : restarts - before;
  }

  /** Puts a synthesizer where tasks will find it instead of loading the model. */
  public static synchronized void install(
      EngineSpec spec, List<String> gpus, Synthesizer synthesizer) {
    Synthesizer before = LOADED.put(key(spec, spec.on(gpus)), synthesizer);
    if (before != null) {
      before.close();
    }
  }

  /** Frees every device of this JVM. */
  public static synchronized void close() {
    LOADED.values().forEach(Synthesizer::close);
    LOADED.clear();
    REPORTED.clear();
  }
}
