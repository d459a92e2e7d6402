// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static dev.testudo.jobs.report.Figure.AFTERWARDS;
import static dev.testudo.jobs.report.Figure.BATCH_FILL;
import static dev.testudo.jobs.report.Figure.DEVICES_LOST;
import static dev.testudo.jobs.report.Figure.DIFFUSION;
import static dev.testudo.jobs.report.Figure.DISCARDED;
import static dev.testudo.jobs.report.Figure.ENCODE_AND_WRITE;
import static dev.testudo.jobs.report.Figure.EXECUTORS;
import static dev.testudo.jobs.report.Figure.IDLE_TAIL;
import static dev.testudo.jobs.report.Figure.MEMORY_RESTARTS;
import static dev.testudo.jobs.report.Figure.PRECISION_RETRIES;
import static dev.testudo.jobs.report.Figure.QUEUE;
import static dev.testudo.jobs.report.Figure.SHORT_UTTERANCES;
import static dev.testudo.jobs.report.Figure.START_UP;
import static dev.testudo.jobs.report.Figure.SUSPICIOUS;
import static dev.testudo.jobs.report.Figure.TASK_RETRIES;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What to change after a run: each advice holds where all its conditions do. */
enum Advice {
  MORE_SLOTS(
      "Give the decoder more slots (--set slots=...), as far as memory allows: they are full, and"
          + " utterances wait for them.",
      BATCH_FILL.atLeast(0.85),
      QUEUE.atLeast(0.3)),
  FEWER_SLOTS_OR_LONGER_UNITS(
      "Use longer units (--set unit-seconds=...) or fewer slots: many slots are idle.",
      BATCH_FILL.below(0.6)),
  FEWER_EXECUTORS(
      "Use fewer executors, or put more books into one run: each executor loads the model before"
          + " it renders.",
      START_UP.atLeast(0.3),
      EXECUTORS.atLeast(2)),
  MORE_WORK_PER_RUN(
      "Put more books into one run: start-up is paid once a run.",
      START_UP.atLeast(0.3),
      EXECUTORS.below(2)),
  SHORTER_UNITS(
      "Use shorter units (--set unit-seconds=...): some executors ended long before others.",
      IDLE_TAIL.atLeast(0.15),
      EXECUTORS.atLeast(2)),
  CHEAPER_DIFFUSION(
      "Use fewer diffusion steps (--preset draft, or --set diffusion-steps=...) where the ear"
          + " allows it: they are most of the cost.",
      DIFFUSION.atLeast(0.6)),
  LONGER_UTTERANCES(
      "Pack sentences into longer utterances (--set target-characters=...): very short ones cost"
          + " most for their length.",
      SHORT_UTTERANCES.atLeast(0.3)),
  CALMER_SAMPLING(
      "Lower --set temperature=... or look at the listed utterances: many attempts are thrown"
          + " away.",
      DISCARDED.atLeast(0.1)),
  READ_THE_LISTED(
      "Listen to the listed utterances; a lexicon entry or retake often fixes them.",
      SUSPICIOUS.atLeast(0.02)),
  SINGLE_PRECISION(
      "Set precision=single: half precision overflows too often on this device.",
      PRECISION_RETRIES.atLeast(0.05)),
  LESS_MEMORY(
      "Set fewer slots: the device ran out of memory and halved them on the way.",
      MEMORY_RESTARTS.atLeast(1)),
  REPLACE_THE_DEVICE(
      "Take the lost device out of the cluster, and look at its host's logs.",
      DEVICES_LOST.atLeast(1)),
  STEADIER_EXECUTORS(
      "Read the logs of the executors that died; often their memory overhead is too small.",
      TASK_RETRIES.atLeast(0.05)),
  FASTER_STORAGE(
      "Give each executor more tasks, or use a nearer storage: tasks encode and write while the"
          + " device may be waiting.",
      ENCODE_AND_WRITE.atLeast(0.1),
      QUEUE.below(0.3)),
  PUBLISH_APART(
      "Render with --no-publish, and publish without GPUs: they stand idle while chapters are"
          + " stitched.",
      AFTERWARDS.atLeast(0.2));

  private final String sentence;

  // Made by List.of, so it never changes.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Condition> conditions;

  Advice(String sentence, Condition... conditions) {
    this.sentence = sentence;
    this.conditions = List.of(conditions);
  }

  /** {@return what to do} */
  String sentence() {
    return sentence;
  }

  boolean holds(RunFigures run) {
    return conditions.stream().allMatch(condition -> condition.holds(run));
  }

  /** {@return the conditions in words, such as "batch fill is below 0.60"} */
  String rule() {
    return conditions.stream().map(Condition::words).collect(Collectors.joining(" and "));
  }

  /** {@return the figures that the conditions look at, such as "batch fill 0.42"} */
  String figures(RunFigures run) {
    return conditions.stream()
        .map(condition -> condition.figure().label() + " " + number(condition.figure().of(run)))
        .collect(Collectors.joining(", "));
  }

  /** {@return what holds for the run} */
  static List<Advice> of(RunFigures run) {
    return Arrays.stream(values()).filter(advice -> advice.holds(run)).toList();
  }

  static String number(double value) {
    return value == Math.rint(value) && value >= 1
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /**
   * A figure against a threshold.
   *
   * @param upwards whether it holds at the threshold and above it, or below it
   */
  record Condition(Figure figure, boolean upwards, double threshold) {
    boolean holds(RunFigures run) {
      return figure.of(run) >= threshold == upwards;
    }

    String words() {
      return figure.label() + (upwards ? " is at least " : " is below ") + number(threshold);
    }
  }
}
