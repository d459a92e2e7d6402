package dev.testudo.jobs;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Lease;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.LibraryException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Holds a lease for as long as a run takes, and renews it in the background. */
final class LeaseKeeper {
  private static final Logger LOG = LogManager.getLogger(LeaseKeeper.class);

  private final Lease lease;
  private final ScheduledExecutorService renewal;

  private LeaseKeeper(Lease lease) {
    this.lease = lease;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "lease-renewal");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Does the work while holding the lease, and gives it back.
   *
   * @throws LibraryException in one sentence that names the holder, if another run has it
   */
  static <T> T whileHolding(
      Library library, BookPlan plan, String run, Clock clock, Supplier<T> work) {
    Lease lease =
        Lease.tryAcquire(library, plan.book(), plan.edition(), run, clock)
            .orElseThrow(
                () ->
                    new LibraryException(
                        Lease.holder(library, plan.book(), plan.edition(), clock)
                            .orElse("Cannot render " + plan.book() + ": another run holds it")));
    LeaseKeeper keeper = new LeaseKeeper(lease);
    try {
      keeper.start();
      return work.get();
    } finally {
      keeper.stop();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void start() {
    long millis = Lease.RENEWAL.toMillis();
    renewal.scheduleAtFixedRate(this::renew, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** A lost lease costs double work at worst, so a failure is logged and the run goes on. */
  private void renew() {
    try {
      if (!lease.renew()) {
        LOG.warn("The lease went to another run; both go on, and the first to publish wins");
      }
    } catch (RuntimeException e) {
      LOG.warn("Cannot renew the lease: {}", e.getMessage());
    }
  }

  private void stop() {
    renewal.shutdownNow();
    lease.close();
  }
}
