// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.synthesis.tone.ToneModel;
import dev.testudo.synthesis.tone.ToneModel.Disturbance;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Puts a disturbed tone model where the tasks of this JVM look for theirs. */
public final class DisturbedTone {
  private DisturbedTone() {}

  public static void install(Disturbance disturbance) {
    install(disturbance, Map.of());
  }

  /**
   * Takes the settings of the rendering that shall find the model. A session with other settings of
   * Spark must be removed before: its end would take the model with it.
   */
  public static void install(Disturbance disturbance, Map<String, String> overrides) {
    ToneModel model = new ToneModel(0, disturbance);
    Settings settings = Settings.of(Settings.DEFAULT_PRESET, overrides);
    EngineSpec spec = RenderSettings.of(settings, ToneModel.NAME, model).engine();
    ExecutorSynthesizer.install(spec, List.of(), model.load(spec.on(List.of())));
  }

  /** Ends the session that another command has left, and with it the models of its tasks. */
  public static void remove() {
    Option<SparkSession> left = SparkSession.getDefaultSession();
    if (left.isDefined()) {
      left.get().stop();
    }
  }
}
