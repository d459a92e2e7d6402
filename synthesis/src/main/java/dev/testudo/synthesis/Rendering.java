// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One utterance's waveform with the cost of making it.
 *
 * @param faults what is suspicious, what was heard among it
 * @param hearing what was heard, if something listened
 */
public record Rendering(Waveform waveform, Cost cost, Set<SpeechFault> faults, Hearing hearing) {
  public Rendering {
    requireNonNull(waveform, "waveform is null");
    requireNonNull(cost, "cost is null");
    faults = Set.copyOf(faults);
    requireNonNull(hearing, "hearing is null");
  }

  /** A rendering that nothing has listened to. */
  public Rendering(Waveform waveform, Cost cost, Set<SpeechFault> faults) {
    this(waveform, cost, faults, Hearing.NONE);
  }

  /**
   * What the rendering took. Device seconds of a batched step are shared over its live rows, so the
   * sum over utterances is the device's busy time; discarded attempts are included in each stage.
   *
   * @param tokens text tokens
   * @param codes mel codes of the winning attempt
   * @param attempts attempts made, at least 1, those at halves of the utterance among them
   * @param attempt the winning attempt, from 0; where it was spoken in two halves, the number of
   *     attempts that were made at the whole before
   * @param queueSeconds from submission to entering a slot
   * @param latencySeconds from submission to completion
   * @param stageSeconds busy device seconds by stage, all attempts, in the order and by the names
   *     that the model family gives its stages
   * @param discardedSeconds the part of the device seconds that went into discarded attempts
   * @param batchFill mean share of live slots over the utterance's decoding steps, in (0, 1]
   * @param trimmedSeconds trailing silence cut from the end
   * @param precision of the winning attempt: {@code SINGLE} when half precision overflowed
   */
  public record Cost(
      int tokens,
      int codes,
      int attempts,
      int attempt,
      double queueSeconds,
      double latencySeconds,
      Map<String, Double> stageSeconds,
      double discardedSeconds,
      double batchFill,
      double trimmedSeconds,
      EngineConfig.Precision precision) {
    public Cost {
      stageSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(stageSeconds));
      requireNonNull(precision, "precision is null");
    }

    /** {@return busy device seconds over all stages and attempts} */
    public double deviceSeconds() {
      return stageSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * {@return busy device seconds of a stage over all attempts, 0 where there is no such stage}
     */
    public double stageSeconds(String stage) {
      return stageSeconds.getOrDefault(stage, 0.0);
    }
  }
}
