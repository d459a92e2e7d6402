// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Holds a lease for as long as a run takes, and renews it in the background. */
public final class LeaseKeeper {
  private static final Logger LOG = LogManager.getLogger(LeaseKeeper.class);
  private static final long POLL_SECONDS = 5;

  /** Before Spark stops, whose end lets the storage be closed. */
  private static final int HOOK_PRIORITY = 100;

  private final Lease lease;
  private final ScheduledExecutorService renewal;

  /** Releases the lease when the process is stopped, so that the next run need not wait. */
  private final Runnable releaseAtExit;

  private LeaseKeeper(Lease lease) {
    this.lease = lease;
    this.releaseAtExit = lease::close;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease-renewal");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Does the work while holding the lease, and gives it back. A holder that has gone silent is
   * waited for until its lease is stale.
   *
   * @throws LibraryException in one sentence that names the holder, if that is alive
   */
  public static <T> T whileHolding(
      Library library, BookPlan plan, String run, Clock clock, Supplier<T> work) {
    LeaseKeeper keeper = new LeaseKeeper(acquire(library, plan, run, clock));
    try {
      keeper.start();
      return work.get();
    } finally {
      keeper.stop();
    }
  }

  private static Lease acquire(Library library, BookPlan plan, String run, Clock clock) {
    String book = plan.book();
    String edition = plan.edition();
    Optional<Instant> firstSeen = Lease.renewed(library, book, edition, clock);
    while (true) {
      Optional<Lease> lease = Lease.tryAcquire(library, book, edition, run, clock);
      if (lease.isPresent()) {
        return lease.get();
      }
      Optional<String> holder = Lease.holder(library, book, edition, clock);
      Optional<Instant> seen = Lease.renewed(library, book, edition, clock);
      if (holder.isPresent() && !seen.equals(firstSeen)) {
        throw new LibraryException(holder.get());
      }
      holder.ifPresent(sentence -> LOG.info("{}; checking whether it is still running", sentence));
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(POLL_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LibraryException("Cannot wait for the lease: the run was interrupted", e);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void start() {
    ShutdownHookManager.get().addShutdownHook(releaseAtExit, HOOK_PRIORITY);
    long millis = Lease.RENEWAL.toMillis();
    renewal.scheduleAtFixedRate(this::renew, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** A lost lease costs duplicate work at most, so a failure is logged and the run continues. */
  private void renew() {
    try {
      if (!lease.renew()) {
        LOG.warn("Another run took the lease; both continue, and the first to publish wins");
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot renew the lease: {}", e.getMessage());
    }
  }

  private void stop() {
    renewal.shutdownNow();
    try {
      ShutdownHookManager.get().removeShutdownHook(releaseAtExit);
      lease.close();
    } catch (IllegalStateException e) {
      LOG.debug("The process is ending; its hook gives the lease back", e);
    }
  }
}
