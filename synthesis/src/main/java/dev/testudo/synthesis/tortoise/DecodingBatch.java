// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Runs what {@link SlotSchedule} decides: fills slots, decodes, takes results out, and adds each
 * attempt's share of the time. Of several candidates the best is kept. For the engine thread only.
 */
final class DecodingBatch {
  /** Bounds how long a newcomer or a cancellation waits; a finished slot ends a call anyway. */
  private static final int STEPS_PER_CALL = 16;

  private final Networks networks;
  private final int maxCodes;
  private final DoubleConsumer busySeconds;
  private final CandidateRanking ranking;
  private final SlotSchedule<Attempt> schedule =
      new SlotSchedule<>(attempt -> attempt.utterance().isOpen());

  /** None before the first utterance. */
  private AutoregressiveModel model;

  private SlotStatus[] states = {};

  DecodingBatch(Networks networks, BundleManifest manifest, DoubleConsumer busySeconds) {
    this.networks = networks;
    this.maxCodes = manifest.maxCodes();
    this.busySeconds = busySeconds;
    this.ranking = new CandidateRanking(networks::similarity, manifest.maxCodes(), busySeconds);
  }

  /** Loads the model where it is not there: it may have made room for other networks. */
  void prepare() {
    use(networks.autoregressive());
  }

  private void use(AutoregressiveModel loaded) {
    model = loaded;
    states = new SlotStatus[model.slots()];
    schedule.resize(model.slots());
  }

  Networks networks() {
    return networks;
  }

  int slots() {
    return schedule.slots();
  }

  boolean hasMinSlots() {
    return slots() <= EngineConfig.MIN_SLOTS;
  }

  /** Lines an attempt up: first attempts at the end, others before those who have had none. */
  void add(Attempt attempt) {
    if (attempt.utterance().attempts() == 0) {
      schedule.addLast(attempt, attempt.candidates());
    } else {
      schedule.addFirst(attempt, attempt.candidates());
    }
  }

  boolean isIdle() {
    return schedule.isIdle();
  }

  /** {@return slots in use: while there are any, the model must stay on the device} */
  int live() {
    return schedule.live();
  }

  /**
   * Frees slots of cancelled utterances, fills free slots, decodes, and passes on finished
   * attempts.
   */
  void advance(Consumer<Attempt> taker) {
    Consumer<Attempt> decoded = attempt -> complete(attempt, taker);
    if (live() == 0 && schedule.hasWaiting()) {
      prepare();
    }
    schedule.unwantedSlots().forEach(this::leave);
    Optional<SlotSchedule.Entry<Attempt>> entry = schedule.enterNext();
    while (entry.isPresent()) {
      enter(entry.get());
      entry = schedule.enterNext();
    }
    if (live() > 0) {
      step(decoded);
    }
    if (isIdle() || !networks.keepsOneNetwork()) {
      ranking.rank(decoded);
    }
  }

  private void leave(int slot) {
    model.release(slot);
    schedule.leave(slot);
  }

  private void enter(SlotSchedule.Entry<Attempt> entry) {
    Attempt attempt = entry.candidate().attempt();
    attempt.enterSlot(networks);
    long start = System.nanoTime();
    try {
      prefill(entry);
    } catch (SynthesisException reason) {
      if (reason.category() != Category.MODEL) {
        throw reason;
      }
      // A prefill touches only this slot: the others continue.
      leave(entry.slot());
      attempt.utterance().fail(reason);
    }
    addSeconds(attempt, start);
  }

  /** Candidates have the text in common: it is run for the first one that enters a slot. */
  private void prefill(SlotSchedule.Entry<Attempt> entry) {
    Attempt attempt = entry.candidate().attempt();
    long key = attempt.seedOfCandidate(entry.candidate().number());
    if (entry.source() >= 0) {
      model.prefillAgain(entry.source(), entry.slot(), key);
      return;
    }
    PendingUtterance utterance = attempt.utterance();
    float[] voice = utterance.request().voice().latent(Latents.AUTOREGRESSIVE);
    model.prefill(entry.slot(), utterance.text(), voice, key, utterance.request().config());
  }

  private void step(Consumer<Attempt> decoded) {
    int live = live();
    long start = System.nanoTime();
    int steps = model.steps(STEPS_PER_CALL, states);
    double seconds = PendingUtterance.secondsSince(start);
    busySeconds.accept(seconds);
    for (int slot : schedule.liveSlots()) {
      schedule.at(slot).addSeconds(Stages.AUTOREGRESSIVE, seconds / live);
      schedule.at(slot).addSteps(steps, (double) live / slots());
    }
    for (int slot : schedule.liveSlots()) {
      if (states[slot] != SlotStatus.LIVE) {
        collect(slot, decoded);
      }
    }
  }

  private void collect(int slot, Consumer<Attempt> decoded) {
    Attempt attempt = schedule.at(slot);
    boolean stopped = states[slot] == SlotStatus.STOPPED;
    long start = System.nanoTime();
    SpokenCodes codes = model.result(slot);
    addSeconds(attempt, start);
    leave(slot);
    if (attempt.candidates() > 1) {
      ranking.add(attempt, codes, stopped);
    } else {
      attempt.decoded(codes, stopped);
      decoded.accept(attempt);
    }
  }

  private void complete(Attempt attempt, Consumer<Attempt> decoded) {
    if (attempt.isReferenceCompat()) {
      long start = System.nanoTime();
      attempt.decoded(
          ReferenceCodes.of(attempt, networks.autoregressive(), maxCodes), attempt.stopped());
      addSeconds(attempt, start);
    }
    decoded.accept(attempt);
  }

  private void addSeconds(Attempt attempt, long startNanos) {
    double seconds = PendingUtterance.secondsSince(startNanos);
    busySeconds.accept(seconds);
    attempt.addSeconds(Stages.AUTOREGRESSIVE, seconds);
  }

  /**
   * Starts everything in the slots, and what is half decoded, again with half as many slots; with
   * {@code MIN_SLOTS} already, these utterances fail for this reason.
   */
  void shrink(SynthesisException reason) {
    boolean failing = hasMinSlots();
    for (Attempt attempt : schedule.evict(ranking.attempts())) {
      ranking.remove(attempt);
      if (failing) {
        attempt.utterance().fail(reason);
      } else {
        schedule.addFirst(attempt.again(attempt.precision()), attempt.candidates());
      }
    }
    use(networks.autoregressiveWithFewerSlots());
  }
}
