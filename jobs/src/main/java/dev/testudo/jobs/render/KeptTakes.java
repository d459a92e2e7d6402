// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import java.util.Map;
import java.util.TreeMap;

/** How much of a run is stored by now, for the line after Ctrl-C. Thread-safe. */
public final class KeptTakes {
  private final Map<String, Count> books = new TreeMap<>();

  private record Count(long kept, long all) {}

  /** Says how many of a book's utterances have a take in the library. */
  synchronized void report(String book, long kept, long all) {
    books.put(book, new Count(kept, all));
  }

  /** {@return one line for a run that was stopped} */
  public synchronized String sentence() {
    long kept = books.values().stream().mapToLong(Count::kept).sum();
    long all = books.values().stream().mapToLong(Count::all).sum();
    return "Stopped: "
        + (all == 0 ? "" : kept + " of " + all + " utterances are kept; ")
        + "run the same command again to continue.";
  }
}
