// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects work of one shape until there is enough of it for a call. It decides only, and reads no
 * clock. For one thread.
 *
 * @param <K> what the work of one call has in common
 * @param <T> a piece of work
 */
final class LengthBins<K, T> {
  private final int rows;
  private final long maxWaitNanos;

  /** The bin whose oldest piece has waited longest comes first. */
  private final Map<K, Bin<T>> bins = new LinkedHashMap<>();

  private record Bin<T>(long openedNanos, List<T> pieces) {}

  /**
   * @param rows pieces of a full call
   * @param maxWaitNanos after which a call is made though it is not full
   */
  LengthBins(int rows, long maxWaitNanos) {
    this.rows = rows;
    this.maxWaitNanos = maxWaitNanos;
  }

  boolean isEmpty() {
    return bins.isEmpty();
  }

  /** {@return the work of a call, if this piece makes it full} */
  Optional<List<T>> add(K key, T piece, long nowNanos) {
    Bin<T> bin = bins.computeIfAbsent(key, opened -> new Bin<>(nowNanos, new ArrayList<>()));
    bin.pieces().add(piece);
    if (bin.pieces().size() < rows) {
      return Optional.empty();
    }
    bins.remove(key);
    return Optional.of(bin.pieces());
  }

  /** {@return the work of calls that have waited long enough, the oldest first} */
  List<List<T>> takeDue(long nowNanos) {
    List<List<T>> due = new ArrayList<>();
    Iterator<Bin<T>> all = bins.values().iterator();
    while (all.hasNext()) {
      Bin<T> bin = all.next();
      if (nowNanos - bin.openedNanos() < maxWaitNanos) {
        break;
      }
      due.add(bin.pieces());
      all.remove();
    }
    return due;
  }

  /** {@return the work of all calls, the oldest first: nothing more is to be expected soon} */
  List<List<T>> takeAll() {
    List<List<T>> taken = bins.values().stream().map(Bin::pieces).toList();
    bins.clear();
    return taken;
  }
}
