// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

/**
 * How a model is put on a device. None of this is part of a take's key; slots and precision are
 * recorded with each take because they can change its bits.
 *
 * @param device {@code cpu} or {@code cuda:N}
 * @param slots decoder slots computed at every step, at least 4
 * @param workers threads for the later stages: they keep a CPU's other cores busy, and a GPU, which
 *     one thread cannot give work as fast as it does it
 * @param lowMemory whether only one network's weights are on the device at a time: all utterances
 *     that are in flight go through one stage, then through the next
 * @param laterRows utterances of one call of a later stage; 1 for each at its exact length
 * @param laterStepCodes with more rows than one, lengths are padded to a multiple of this number of
 *     codes
 */
public record EngineConfig(
    String device,
    Precision precision,
    int slots,
    int workers,
    boolean lowMemory,
    int laterRows,
    int laterStepCodes) {
  /** About 0.74 s at the official rate: a book meets few lengths, and little is padding. */
  public static final int STEP_CODES = 16;

  /** Padded lengths that are common in a book; utterances of each may wait for others. */
  private static final int COMMON_LENGTHS = 8;

  /** Slots that are always computed, so that bits do not depend on how many are used. */
  public static final int MIN_SLOTS = 4;

  public static final EngineConfig CPU = new EngineConfig("cpu", Precision.SINGLE, 8, 1);

  public EngineConfig {
    requireNonNull(device, "device is null");
    requireNonNull(precision, "precision is null");
    if (!device.matches("cpu|cuda:\\d+")) {
      throw new IllegalArgumentException(
          "Cannot use device \"" + device + "\": it must be cpu or cuda:N");
    }
    if (slots < MIN_SLOTS) {
      throw new IllegalArgumentException(
          "Cannot use %d slots: at least %d are always computed, so that bits repeat"
              .formatted(slots, MIN_SLOTS));
    }
    if (workers < 1) {
      throw new IllegalArgumentException(
          "Cannot use " + workers + " workers: at least 1 is needed");
    }
    if (laterRows < 1 || laterStepCodes < 1) {
      throw new IllegalArgumentException(
          "Cannot use "
              + laterRows
              + " rows of a multiple of "
              + laterStepCodes
              + " codes: at least 1 of each is needed");
    }
  }

  /** An engine whose later stages take one utterance in a call. */
  public EngineConfig(
      String device, Precision precision, int slots, int workers, boolean lowMemory) {
    this(device, precision, slots, workers, lowMemory, 1, STEP_CODES);
  }

  /** {@return {@code exact}, or such as {@code 8x16} for 8 rows of a multiple of 16 codes} */
  public String laterShape() {
    return laterRows == 1 ? "exact" : laterRows + "x" + laterStepCodes;
  }

  /**
   * {@return utterances in flight that keep all slots busy: those that are decoded and wait for
   * others of their length come on top of those in slots}
   */
  public int utterancesInFlight() {
    return slots + (laterRows - 1) * COMMON_LENGTHS;
  }

  /** {@return the same with other calls of the later stages} */
  public EngineConfig withLaterCalls(int rows, int stepCodes) {
    return new EngineConfig(device, precision, slots, workers, lowMemory, rows, stepCodes);
  }

  /** {@return the same with another number of slots} */
  public EngineConfig withSlots(int count) {
    return new EngineConfig(
        device, precision, count, workers, lowMemory, laterRows, laterStepCodes);
  }

  /** An engine that keeps all weights on the device. */
  public EngineConfig(String device, Precision precision, int slots, int workers) {
    this(device, precision, slots, workers, false);
  }

  /** Floating-point width of weights and activations. */
  public enum Precision {
    SINGLE,
    HALF
  }
}
