// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.library.JsonFile.Versioned;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One run's claim on an edition, so that a second run waits or stops instead of doing the same
 * work. Correctness never rests on it. Renew it every {@link #RENEWAL}; safe for any thread. The
 * lease of a dead process of this machine is stale at once.
 */
public final class Lease implements AutoCloseable {
  /** A lease that was not renewed for this long is stale. */
  public static final Duration STALE_AFTER = Duration.ofMinutes(2);

  public static final Duration RENEWAL = Duration.ofSeconds(30);

  private final Library library;
  private final String path;
  private final String run;
  private final Clock clock;
  private final LeaseHolder holder;

  private Lease(Library library, String path, String run, Clock clock, LeaseHolder holder) {
    this.library = library;
    this.path = path;
    this.run = run;
    this.clock = clock;
    this.holder = holder;
  }

  /** {@return the lease, or empty while another run holds it} */
  public static Optional<Lease> tryAcquire(
      Library library, String book, String edition, String run, Clock clock) {
    return tryAcquire(library, book, edition, run, clock, LeaseHolder.ofThisProcess());
  }

  static Optional<Lease> tryAcquire(
      Library library, String book, String edition, String run, Clock clock, LeaseHolder holder) {
    Lease lease = new Lease(library, Paths.lease(book, edition), run, clock, holder);
    Optional<Versioned<State>> stored = lease.file().readVersioned();
    if (stored.isPresent() && stored.get().value().holds(clock) && !lease.holds(stored.get())) {
      return Optional.empty();
    }
    boolean acquired = lease.file().replaceIfMatch(lease.state(), stored.map(Versioned::etag));
    return acquired ? Optional.of(lease) : Optional.empty();
  }

  /** {@return one sentence that names the holder of the lease, or empty if it is free} */
  public static Optional<String> holder(Library library, String book, String edition, Clock clock) {
    return new JsonFile<>(library.store(), Paths.lease(book, edition), State.class)
        .read()
        .filter(state -> state.holds(clock))
        .map(
            state ->
                "Run "
                    + state.run()
                    + " is rendering "
                    + book
                    + " (edition "
                    + edition
                    + ") and was last heard of "
                    + Duration.between(state.renewed(), clock.instant()).toSeconds()
                    + " s ago: wait for it, or run again when it has been silent for "
                    + STALE_AFTER.toSeconds()
                    + " s");
  }

  /** {@return when the lease was last renewed, or empty if it is free} */
  public static Optional<Instant> renewed(
      Library library, String book, String edition, Clock clock) {
    return new JsonFile<>(library.store(), Paths.lease(book, edition), State.class)
        .read()
        .filter(state -> state.holds(clock))
        .map(State::renewed);
  }

  /** {@return false if the lease went to another run in the meantime} */
  public boolean renew() {
    Optional<Versioned<State>> stored = file().readVersioned();
    if (stored.isEmpty() || !holds(stored.get())) {
      return false;
    }
    return file().replaceIfMatch(state(), Optional.of(stored.get().etag()));
  }

  /** Gives the lease back, if it is still held. */
  @Override
  public void close() {
    // Between the two steps the lease can only be lost if it is stale; nothing rests on it then.
    if (file().readVersioned().filter(this::holds).isPresent()) {
      library.store().delete(path);
    }
  }

  private boolean holds(Versioned<State> stored) {
    return stored.value().run().equals(run);
  }

  private State state() {
    return new State(run, clock.instant(), holder);
  }

  private JsonFile<State> file() {
    return new JsonFile<>(library.store(), path, State.class);
  }

  /**
   * Who holds the lease, and when it last said so.
   *
   * @param holder null in the leases of older versions
   */
  private record State(String run, Instant renewed, LeaseHolder holder) {
    boolean holds(Clock clock) {
      return renewed.plus(STALE_AFTER).isAfter(clock.instant())
          && (holder == null || !holder.hasEnded());
    }
  }
}
