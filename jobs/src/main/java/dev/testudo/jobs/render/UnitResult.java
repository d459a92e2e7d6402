// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.table.TaskMetrics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task tells the driver about its unit: where the takes lie, never the takes.
 *
 * @param file path of the takes file in the library; empty if every utterance failed
 * @param failures utterances that the model could not render
 * @param modelLoadSeconds what loading the model cost this executor, once
 * @param outOfMemoryRestarts of the executor since the task before
 * @param batchFill mean share of live slots while its takes were decoded, 0 without takes
 * @param deviceMemoryBytes in use on the executor's GPU when the task ended, by all processes; 0 on
 *     a CPU
 */
record UnitResult(
    String file,
    List<Failure> failures,
    TaskMetrics metrics,
    int slots,
    int workers,
    int singlePrecisionTakes,
    double modelLoadSeconds,
    int outOfMemoryRestarts,
    double batchFill,
    long deviceMemoryBytes)
    implements Serializable {
  UnitResult {
    requireNonNull(file, "file is null");
    requireNonNull(metrics, "metrics is null");
    failures = new ArrayList<>(failures);
  }

  /** An utterance without a take, and why in one sentence. */
  record Failure(int ordinal, String key, String sentence) implements Serializable {
    Failure {
      requireNonNull(key, "key is null");
      requireNonNull(sentence, "sentence is null");
    }
  }
}
