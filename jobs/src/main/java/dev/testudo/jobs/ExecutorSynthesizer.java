package dev.testudo.jobs;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.Synthesizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The one model of an executor's JVM, shared by all its tasks: loaded when the executor starts, or
 * by the first task that needs it, and never twice. Spark copies tasks, not this.
 */
final class ExecutorSynthesizer {
  private static final Logger LOG = LogManager.getLogger(ExecutorSynthesizer.class);
  private static final Map<String, Synthesizer> LOADED = new HashMap<>();

  private ExecutorSynthesizer() {}

  /** {@return the synthesizer of this JVM for a model and device, loaded on first use} */
  static synchronized Synthesizer get(EngineSpec spec, List<String> gpuAddresses) {
    EngineConfig config = spec.on(gpuAddresses);
    return LOADED.computeIfAbsent(key(spec, config), key -> load(spec, config));
  }

  private static String key(EngineSpec spec, EngineConfig config) {
    return spec.modelDigest() + "@" + config;
  }

  private static Synthesizer load(EngineSpec spec, EngineConfig config) {
    SpeechModel model = Models.open(spec.model());
    if (!model.digest().equals(spec.modelDigest())) {
      throw new SynthesisException(
          SynthesisException.Category.MODEL,
          "Cannot render with model %s: this executor finds digest %.12s, the driver %.12s"
              .formatted(spec.model(), model.digest(), spec.modelDigest()));
    }
    Synthesizer synthesizer = model.load(config);
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

  /** Puts a synthesizer where tasks will find it instead of loading the model. */
  static synchronized void install(EngineSpec spec, List<String> gpus, Synthesizer synthesizer) {
    LOADED.put(key(spec, spec.on(gpus)), synthesizer);
  }

  /** Frees every device of this JVM. */
  static synchronized void close() {
    LOADED.values().forEach(Synthesizer::close);
    LOADED.clear();
  }
}
