// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import dev.testudo.synthesis.audio.Loudness;
import dev.testudo.synthesis.audio.TakeLoudness;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How much each voice of a book is lowered, so that all are as loud as the softest. Lowered and
 * never raised, since takes are 16-bit samples; the gain of the book comes on top.
 */
final class VoiceLevels {
  /** A voice that is heard for less has no reliable level. */
  private static final double MIN_SECONDS = 3;

  /** Beyond it a voice is meant to be loud, or its takes are faulty. */
  private static final double MAX_REDUCTION_DB = 12;

  private static final double STEP_DB = 0.5;

  private final Map<String, Loudness> levels = new HashMap<>();
  private final Map<String, Double> seconds = new HashMap<>();

  /** Adds a take of a voice. */
  void add(String voice, TakeLoudness take) {
    levels.computeIfAbsent(voice, name -> new Loudness()).take(take);
    seconds.merge(voice, take.seconds(), Double::sum);
  }

  /** {@return the integrated loudness of a voice in LUFS} */
  double level(String voice) {
    return levels.get(voice).integrated();
  }

  /** {@return the gain of each voice that has one, in dB and below 0} */
  Map<String, Double> gains() {
    Map<String, Double> measured =
        levels.entrySet().stream()
            .filter(level -> seconds.get(level.getKey()) >= MIN_SECONDS)
            .collect(Collectors.toMap(Map.Entry::getKey, level -> level.getValue().integrated()));
    measured.values().removeIf(level -> level.isInfinite());
    double softest = measured.values().stream().mapToDouble(level -> level).min().orElse(0);
    Map<String, Double> gains = new HashMap<>();
    measured.forEach(
        (voice, level) -> {
          double reduction = Math.round(Math.min(MAX_REDUCTION_DB, level - softest) / STEP_DB);
          if (reduction > 0) {
            gains.put(voice, -reduction * STEP_DB);
          }
        });
    return gains;
  }
}
