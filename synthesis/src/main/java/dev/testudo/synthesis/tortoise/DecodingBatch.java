package dev.testudo.synthesis.tortoise;

import ai.djl.engine.EngineException;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Continuous batching: attempts wait in line, enter a slot as soon as one is free, and leave it
 * when they are decoded. For the engine thread only.
 */
final class DecodingBatch {
  /** Below this, bits of a slot would depend on how many there are. */
  static final int FEWEST_SLOTS = 4;

  /** Bounds how long a newcomer or a cancellation waits; a finished slot ends a call anyway. */
  private static final int STEPS_PER_CALL = 16;

  private final Networks networks;
  private final AutoregressiveModel model;
  private final DoubleConsumer busySeconds;
  private final Deque<Attempt> waiting = new ArrayDeque<>();
  private Attempt[] inSlot;
  private int[] states;

  DecodingBatch(Networks networks, DoubleConsumer busySeconds) {
    this.networks = networks;
    this.model = networks.autoregressive();
    this.busySeconds = busySeconds;
    this.inSlot = new Attempt[model.slots()];
    this.states = new int[model.slots()];
  }

  Networks networks() {
    return networks;
  }

  int slots() {
    return inSlot.length;
  }

  /** Lines an attempt up: first attempts at the end, others before those who have had none. */
  void add(Attempt attempt) {
    if (attempt.ticket().attempts() == 0) {
      waiting.addLast(attempt);
    } else {
      waiting.addFirst(attempt);
    }
  }

  boolean isIdle() {
    return waiting.isEmpty() && live() == 0;
  }

  private int live() {
    int live = 0;
    for (Attempt attempt : inSlot) {
      live += attempt == null ? 0 : 1;
    }
    return live;
  }

  /** Frees slots of cancelled utterances, fills free slots, decodes, and hands on what is done. */
  void advance(Consumer<Attempt> decoded) {
    for (int slot = 0; slot < inSlot.length; slot++) {
      if (inSlot[slot] != null && !inSlot[slot].ticket().isOpen()) {
        leave(slot);
      }
      if (inSlot[slot] == null) {
        fill(slot);
      }
    }
    if (live() > 0) {
      step(decoded);
    }
  }

  private Attempt leave(int slot) {
    Attempt attempt = inSlot[slot];
    model.release(slot);
    inSlot[slot] = null;
    return attempt;
  }

  private void fill(int slot) {
    while (inSlot[slot] == null && !waiting.isEmpty()) {
      Attempt attempt = waiting.removeFirst();
      if (attempt.ticket().isOpen()) {
        attempt.enterSlot(networks);
        inSlot[slot] = attempt;
        prefill(slot, attempt);
      }
    }
  }

  private void prefill(int slot, Attempt attempt) {
    Ticket ticket = attempt.ticket();
    long start = System.nanoTime();
    try {
      model.prefill(
          slot,
          ticket.text(),
          ticket.request().voice().autoregressive(),
          attempt.seed(Seeds.AUTOREGRESSIVE),
          ticket.request().config());
    } catch (EngineException e) {
      SynthesisException reason = Failures.of(e);
      if (reason.category() != Category.MODEL) {
        throw e;
      }
      // Only this slot is touched by a prefill: the others go on.
      leave(slot);
      ticket.fail(reason);
    }
    charge(attempt, start);
  }

  private void step(Consumer<Attempt> decoded) {
    int live = live();
    long start = System.nanoTime();
    int steps = model.steps(STEPS_PER_CALL, states);
    double seconds = Ticket.secondsSince(start);
    busySeconds.accept(seconds);
    for (Attempt attempt : inSlot) {
      if (attempt != null) {
        attempt.chargeAutoregressive(seconds / live);
        attempt.chargeSteps(steps, (double) live / inSlot.length);
      }
    }
    for (int slot = 0; slot < inSlot.length; slot++) {
      if (inSlot[slot] != null && states[slot] != AutoregressiveModel.LIVE) {
        collect(slot, decoded);
      }
    }
  }

  private void collect(int slot, Consumer<Attempt> decoded) {
    Attempt attempt = inSlot[slot];
    long start = System.nanoTime();
    attempt.decoded(model.result(slot), states[slot] == AutoregressiveModel.STOPPED);
    charge(attempt, start);
    leave(slot);
    decoded.accept(attempt);
  }

  private void charge(Attempt attempt, long startNanos) {
    double seconds = Ticket.secondsSince(startNanos);
    busySeconds.accept(seconds);
    attempt.chargeAutoregressive(seconds);
  }

  /**
   * Starts everything in the slots again with half as many of them; with the fewest already, gives
   * those utterances up for this reason.
   */
  void shrink(SynthesisException reason) {
    boolean fewest = inSlot.length <= FEWEST_SLOTS;
    for (int slot = inSlot.length - 1; slot >= 0; slot--) {
      Attempt attempt = inSlot[slot];
      if (attempt != null && fewest) {
        attempt.ticket().fail(reason);
      } else if (attempt != null) {
        waiting.addFirst(attempt.again(attempt.precision()));
      }
    }
    int slots = Math.max(FEWEST_SLOTS, inSlot.length / 2);
    Arrays.fill(inSlot, null);
    model.restart(slots);
    inSlot = new Attempt[slots];
    states = new int[slots];
  }
}
