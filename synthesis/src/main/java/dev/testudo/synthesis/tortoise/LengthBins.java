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
  /** Calls that keep a device busy: one in progress, and one whose input is made meanwhile. */
  static final int BUSY_CALLS = 2;

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

  /**
   * {@return the work of calls that are not full and are to be made nevertheless, the oldest first}
   * A call costs the same however full it is, so none is made while the device has others to do,
   * unless its oldest piece has waited long enough.
   *
   * @param calls that are queued or in progress
   */
  List<List<T>> take(long nowNanos, int calls) {
    List<List<T>> taken = new ArrayList<>();
    Iterator<Bin<T>> oldestFirst = bins.values().iterator();
    while (oldestFirst.hasNext()) {
      Bin<T> bin = oldestFirst.next();
      boolean deviceIsBusy = calls + taken.size() >= BUSY_CALLS;
      if (deviceIsBusy && nowNanos - bin.openedNanos() < maxWaitNanos) {
        break;
      }
      taken.add(bin.pieces());
      oldestFirst.remove();
    }
    return taken;
  }
}
