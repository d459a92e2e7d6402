package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Continuous batching: the candidates of attempts wait in line, enter a slot as soon as one is
 * free, and leave it when they are decoded. Of several candidates the best goes on. For the engine
 * thread only.
 */
final class DecodingBatch {
  /** Bounds how long a newcomer or a cancellation waits; a finished slot ends a call anyway. */
  private static final int STEPS_PER_CALL = 16;

  private final Networks networks;
  private final int maxCodes;
  private final DoubleConsumer busySeconds;
  private final CandidateRanking ranking;
  private final Deque<Candidate> waiting = new ArrayDeque<>();

  /** None before the first utterance. */
  private AutoregressiveModel model;

  private Candidate[] inSlot = {};
  private int[] states = {};

  /** One candidate of an attempt, numbered from 0. */
  private record Candidate(Attempt attempt, int number) {
    boolean isWanted() {
      return attempt.ticket().isOpen();
    }
  }

  DecodingBatch(Networks networks, BundleManifest manifest, DoubleConsumer busySeconds) {
    this.networks = networks;
    this.maxCodes = manifest.maxCodes();
    this.busySeconds = busySeconds;
    this.ranking = new CandidateRanking(networks, manifest, busySeconds);
  }

  /** Loads the model if it is not there: it may have made room for other networks. */
  void prepare() {
    use(networks.autoregressive());
  }

  private void use(AutoregressiveModel loaded) {
    model = loaded;
    inSlot = new Candidate[model.slots()];
    states = new int[model.slots()];
  }

  Networks networks() {
    return networks;
  }

  int slots() {
    return inSlot.length;
  }

  boolean hasFewestSlots() {
    return inSlot.length <= AutoregressiveModel.FEWEST_SLOTS;
  }

  /** Lines an attempt up: first attempts at the end, others before those who have had none. */
  void add(Attempt attempt) {
    if (attempt.ticket().attempts() == 0) {
      for (int number = 0; number < attempt.candidates(); number++) {
        waiting.addLast(new Candidate(attempt, number));
      }
    } else {
      addFirst(attempt);
    }
  }

  private void addFirst(Attempt attempt) {
    for (int number = attempt.candidates() - 1; number >= 0; number--) {
      waiting.addFirst(new Candidate(attempt, number));
    }
  }

  boolean isIdle() {
    return waiting.isEmpty() && live() == 0;
  }

  /** {@return slots in use: while there are any, the model must stay on the device} */
  int live() {
    return (int) Arrays.stream(inSlot).filter(Objects::nonNull).count();
  }

  /** Frees slots of cancelled utterances, fills free slots, decodes, and hands on what is done. */
  void advance(Consumer<Attempt> taker) {
    Consumer<Attempt> decoded = attempt -> handOn(attempt, taker);
    if (live() == 0 && !waiting.isEmpty()) {
      prepare();
    }
    for (int slot = 0; slot < inSlot.length; slot++) {
      if (inSlot[slot] != null && !inSlot[slot].isWanted()) {
        leave(slot);
      }
      if (inSlot[slot] == null) {
        fill(slot);
      }
    }
    if (live() > 0) {
      step(decoded);
    }
    if (isIdle() || !networks.keepsOnlyTheLast()) {
      ranking.rank(decoded);
    }
  }

  private void leave(int slot) {
    model.release(slot);
    inSlot[slot] = null;
  }

  private void fill(int slot) {
    while (inSlot[slot] == null && !waiting.isEmpty()) {
      Candidate candidate = waiting.removeFirst();
      if (candidate.isWanted()) {
        candidate.attempt().enterSlot(networks);
        int source = slotOf(candidate.attempt());
        inSlot[slot] = candidate;
        prefill(source, slot, candidate);
      }
    }
  }

  /** {@return a slot with another candidate of this attempt, or -1} */
  private int slotOf(Attempt attempt) {
    for (int slot = 0; slot < inSlot.length; slot++) {
      if (inSlot[slot] != null && inSlot[slot].attempt() == attempt) {
        return slot;
      }
    }
    return -1;
  }

  private void prefill(int source, int slot, Candidate candidate) {
    Attempt attempt = candidate.attempt();
    long start = System.nanoTime();
    try {
      prefill(source, slot, attempt, attempt.seedOfCandidate(candidate.number()));
    } catch (SynthesisException reason) {
      if (reason.category() != Category.MODEL) {
        throw reason;
      }
      // Only this slot is touched by a prefill: the others go on.
      leave(slot);
      attempt.ticket().fail(reason);
    }
    charge(attempt, start);
  }

  /** Candidates have the text in common: it is run for the first one that enters a slot. */
  private void prefill(int source, int slot, Attempt attempt, long key) {
    if (source >= 0) {
      model.prefillAgain(source, slot, key);
      return;
    }
    Ticket ticket = attempt.ticket();
    float[] voice = ticket.request().voice().autoregressive();
    model.prefill(slot, ticket.text(), voice, key, ticket.request().config());
  }

  private void step(Consumer<Attempt> decoded) {
    int live = live();
    long start = System.nanoTime();
    int steps = model.steps(STEPS_PER_CALL, states);
    double seconds = Ticket.secondsSince(start);
    busySeconds.accept(seconds);
    for (Candidate candidate : inSlot) {
      if (candidate != null) {
        candidate.attempt().chargeAutoregressive(seconds / live);
        candidate.attempt().chargeSteps(steps, (double) live / inSlot.length);
      }
    }
    for (int slot = 0; slot < inSlot.length; slot++) {
      if (inSlot[slot] != null && states[slot] != AutoregressiveModel.LIVE) {
        collect(slot, decoded);
      }
    }
  }

  private void collect(int slot, Consumer<Attempt> decoded) {
    Attempt attempt = inSlot[slot].attempt();
    boolean stopped = states[slot] == AutoregressiveModel.STOPPED;
    long start = System.nanoTime();
    SpokenCodes codes = model.result(slot);
    charge(attempt, start);
    leave(slot);
    if (attempt.candidates() > 1) {
      ranking.add(attempt, codes, stopped);
    } else {
      attempt.decoded(codes, stopped);
      decoded.accept(attempt);
    }
  }

  private void handOn(Attempt attempt, Consumer<Attempt> decoded) {
    if (attempt.isLikeReference()) {
      long start = System.nanoTime();
      attempt.decoded(
          ReferenceCodes.of(attempt, networks.autoregressive(), maxCodes), attempt.stopped());
      charge(attempt, start);
    }
    decoded.accept(attempt);
  }

  private void charge(Attempt attempt, long startNanos) {
    double seconds = Ticket.secondsSince(startNanos);
    busySeconds.accept(seconds);
    attempt.chargeAutoregressive(seconds);
  }

  /**
   * Starts everything in the slots, and what is half decoded, again with half as many slots; with
   * the fewest already, gives those utterances up for this reason.
   */
  void shrink(SynthesisException reason) {
    boolean fewest = hasFewestSlots();
    Set<Attempt> affected = new LinkedHashSet<>(ranking.attempts());
    for (int slot = inSlot.length - 1; slot >= 0; slot--) {
      if (inSlot[slot] != null) {
        affected.add(inSlot[slot].attempt());
      }
    }
    for (Attempt attempt : affected) {
      ranking.forget(attempt);
      waiting.removeIf(candidate -> candidate.attempt() == attempt);
      if (fewest) {
        attempt.ticket().fail(reason);
      } else {
        addFirst(attempt.again(attempt.precision()));
      }
    }
    Arrays.fill(inSlot, null);
    use(networks.autoregressiveWithFewerSlots());
  }
}
