// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which candidate is decoded in which slot, and which one enters next. It only decides: the engine
 * loop acts on the device. For one thread.
 *
 * @param <A> an attempt at an utterance; equal only to itself
 */
final class SlotSchedule<A> {
  private final Predicate<A> isWanted;
  private final Deque<Candidate<A>> waiting = new ArrayDeque<>();

  /** By slot; null where a slot is free. */
  private final List<Candidate<A>> inSlot = new ArrayList<>();

  /** One candidate of an attempt, numbered from 0. */
  record Candidate<A>(A attempt, int number) {}

  /**
   * A candidate that has just been given a free slot.
   *
   * @param source a slot with another candidate of this attempt, whose text is in the cache, or -1
   */
  record Entry<A>(int slot, Candidate<A> candidate, int source) {}

  /**
   * @param isWanted whether a caller still waits for an attempt
   */
  SlotSchedule(Predicate<A> isWanted) {
    this.isWanted = isWanted;
  }

  /** Starts with this number of free slots; their contents are dropped. */
  void resize(int slots) {
    inSlot.clear();
    for (int slot = 0; slot < slots; slot++) {
      inSlot.add(null);
    }
  }

  int slots() {
    return inSlot.size();
  }

  /** {@return slots in use} */
  int live() {
    return (int) inSlot.stream().filter(Objects::nonNull).count();
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean isIdle() {
    return waiting.isEmpty() && live() == 0;
  }

  void addLast(A attempt, int candidates) {
    for (int number = 0; number < candidates; number++) {
      waiting.addLast(new Candidate<>(attempt, number));
    }
  }

  void addFirst(A attempt, int candidates) {
    for (int number = candidates - 1; number >= 0; number--) {
      waiting.addFirst(new Candidate<>(attempt, number));
    }
  }

  /** {@return the attempt in a slot} */
  A at(int slot) {
    return inSlot.get(slot).attempt();
  }

  /** {@return slots in use, in order} */
  List<Integer> liveSlots() {
    return IntStream.range(0, slots()).filter(slot -> inSlot.get(slot) != null).boxed().toList();
  }

  /** {@return slots, still in use, whose attempts were cancelled} */
  List<Integer> unwantedSlots() {
    return liveSlots().stream().filter(slot -> !isWanted.test(at(slot))).toList();
  }

  /** {@return the next wanted candidate with the slot that is now its own; none without both} */
  Optional<Entry<A>> enterNext() {
    int slot = inSlot.indexOf(null);
    while (slot >= 0 && !waiting.isEmpty()) {
      Candidate<A> candidate = waiting.removeFirst();
      if (isWanted.test(candidate.attempt())) {
        int source = slotOf(candidate.attempt());
        inSlot.set(slot, candidate);
        return Optional.of(new Entry<>(slot, candidate, source));
      }
    }
    return Optional.empty();
  }

  private int slotOf(A attempt) {
    return liveSlots().stream().filter(slot -> at(slot) == attempt).findFirst().orElse(-1);
  }

  /** Frees a slot. */
  void leave(int slot) {
    inSlot.set(slot, null);
  }

  /**
   * Forgets all candidates of what is in the slots, and of some others.
   *
   * @param others attempts that must begin again too
   * @return all of these attempts, the one in the last slot at the end of the line
   */
  Set<A> evict(Collection<A> others) {
    Set<A> evicted = new LinkedHashSet<>(others);
    for (int slot = slots() - 1; slot >= 0; slot--) {
      if (inSlot.get(slot) != null) {
        evicted.add(at(slot));
        leave(slot);
      }
    }
    waiting.removeIf(candidate -> evicted.contains(candidate.attempt()));
    return evicted;
  }
}
