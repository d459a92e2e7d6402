// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.config.ExecutorShape;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.tone.ToneModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;

/** Gives the executors of a cluster a tone model that follows the {@link Signals} of a test. */
public final class DisturbingPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        Map<String, String> properties = ExecutorShape.properties(context.conf());
        ResourceInformation gpus = context.resources().get("gpu");
        install(EngineSpec.fromProperties(properties), Arrays.asList(gpus.addresses()));
      }
    };
  }

  private static void install(EngineSpec spec, List<String> gpus) {
    Signals signals = Signals.ofExecutor();
    signals.pass(Signals.LOADING);
    ToneModel model = new ToneModel(0.01, request -> disturb(signals, gpus.get(0), request));
    ExecutorSynthesizer.install(spec, gpus, model.load(spec.on(gpus)));
  }

  private static Set<SpeechFault> disturb(
      Signals signals, String address, UtteranceRequest request) {
    signals.rendering(request.key());
    signals.pass(Signals.DECODING);
    if (signals.isLost(address)) {
      throw new SynthesisException(
          Category.DEVICE, "Synthesis failed: CUDA error: uncorrectable ECC error");
    }
    return Set.of();
  }
}
