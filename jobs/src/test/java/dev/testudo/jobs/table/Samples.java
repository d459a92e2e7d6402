// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Records for tests, each value different from the others so that none can take another's place.
 */
public final class Samples {
  public static final Instant STARTED = Instant.parse("2026-03-01T10:00:00.123456Z");

  private Samples() {}

  /** {@return a take whose "audio" is its own name} */
  public static Take take(String key, int ordinal, Set<SpeechFault> faults) {
    byte[] flac = ("audio of " + key).getBytes(StandardCharsets.UTF_8);
    return new Take(
        key,
        "alice",
        ordinal,
        1,
        40,
        faults,
        new Rendering.Cost(
            21,
            33,
            2,
            1,
            0.5,
            4.5,
            Map.of("autoregressive", 1.5, "diffusion", 0.75, "vocoder", 0.25),
            1.25,
            0.875,
            0.0625,
            Precision.HALF),
        new Take.Origin(
            "run-1",
            "unit-1",
            "slt",
            "voice-digest",
            "model-digest",
            "cpu (AVX2)",
            8,
            "exact",
            "PyTorch 2.7.1",
            "executor-3",
            STARTED,
            STARTED.plusMillis(4500)),
        new TakeAudio(flac, 16_000, 16_000, Sha256.ofBytes(flac), new float[] {0.5f, 0.25f}, 0.9f));
  }

  public static Take take(String key, int ordinal) {
    return take(key, ordinal, Set.of());
  }

  public static PlanRow planRow(String key, int ordinal, String text, double predictedSeconds) {
    return new PlanRow(
        key, ordinal, 1, "Down", 10, 20, text, Pause.SENTENCE, 0, 0, 5, predictedSeconds);
  }
}
