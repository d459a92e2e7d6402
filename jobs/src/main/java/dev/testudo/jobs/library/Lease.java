package dev.testudo.jobs.library;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * One run's claim on an edition, so that a second run waits or stops instead of doing the same
 * work. Correctness never rests on it. Renew it every {@link #RENEWAL}; safe for any thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Lease implements AutoCloseable {
  /** A lease that was not renewed for so long belongs to nobody. */
  public static final Duration STALE_AFTER = Duration.ofMinutes(2);

  public static final Duration RENEWAL = Duration.ofSeconds(30);

  private Lease() {}

  /** {@return the lease, or empty while another run holds it} */
  public static Optional<Lease> tryAcquire(
      Library library, String book, String edition, String run, Clock clock) {
    throw new UnsupportedOperationException();
  }

  /** {@return one sentence that says who holds the lease, or empty if nobody does} */
  public static Optional<String> holder(Library library, String book, String edition, Clock clock) {
    throw new UnsupportedOperationException();
  }

  /** {@return false if the lease went to another run in the meantime} */
  public boolean renew() {
    throw new UnsupportedOperationException();
  }

  /** Gives the lease back, if it is still held. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
