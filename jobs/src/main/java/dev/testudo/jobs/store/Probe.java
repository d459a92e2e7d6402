package dev.testudo.jobs.store;

import java.util.Optional;

/** Tries out whether a store can do what the library's promises rest on. */
@SuppressWarnings("DoNotCallSuggester")
public final class Probe {
  private Probe() {}

  /** {@return one sentence that says what the store lacks, or empty if it lacks nothing} */
  public static Optional<String> lacks(ObjectStore store) {
    throw new UnsupportedOperationException();
  }
}
