// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import dev.testudo.jobs.table.PlanRow;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisException;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A task's utterances on their way through the synthesizer: a fixed number of them in flight,
 * delivered as they finish. Closing it withdraws what is still in flight. For one thread.
 */
final class UtteranceWindow implements Iterator<UtteranceWindow.Finished>, AutoCloseable {
  private static final long POLL_MILLIS = 100;

  private final Iterator<PlanRow> waiting;
  private final int size;
  private final Function<PlanRow, CompletableFuture<Rendering>> submit;
  private final BooleanSupplier cancelled;
  private final Map<PlanRow, CompletableFuture<Rendering>> inFlight = new LinkedHashMap<>();
  private final BlockingQueue<Finished> finished = new LinkedBlockingQueue<>();

  /**
   * @param size utterances kept in flight
   * @param cancelled asked while waiting; once true, the wait ends in an {@link
   *     CancellationException}
   */
  UtteranceWindow(
      List<PlanRow> rows,
      int size,
      Function<PlanRow, CompletableFuture<Rendering>> submit,
      BooleanSupplier cancelled) {
    this.waiting = rows.iterator();
    this.size = size;
    this.submit = submit;
    this.cancelled = cancelled;
  }

  @Override
  public boolean hasNext() {
    return waiting.hasNext() || !inFlight.isEmpty();
  }

  /** Waits for the next utterance that finishes, whichever it is. */
  @Override
  public Finished next() {
    while (inFlight.size() < size && waiting.hasNext()) {
      start(waiting.next());
    }
    while (true) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("The task was cancelled");
      }
      Finished next = poll();
      if (next != null) {
        inFlight.remove(next.row());
        return next;
      }
    }
  }

  // The outcome is read from the future itself; what whenComplete returns adds nothing.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void start(PlanRow row) {
    Instant started = Instant.now();
    CompletableFuture<Rendering> future = submit.apply(row);
    inFlight.put(row, future);
    future.whenComplete(
        (rendering, failure) -> finished.add(new Finished(row, started, Instant.now(), future)));
  }

  private Finished poll() {
    try {
      return finished.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The task was interrupted");
    }
  }

  @Override
  public void close() {
    inFlight.values().forEach(future -> future.cancel(true));
  }

  /** An utterance that the synthesizer is done with, for better or worse. */
  record Finished(
      PlanRow row, Instant started, Instant ended, CompletableFuture<Rendering> future) {
    /**
     * {@return the rendering}
     *
     * @throws SynthesisException if there is none
     */
    Rendering rendering() {
      try {
        return future.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SynthesisException failure) {
          throw failure;
        }
        throw new SynthesisException(
            SynthesisException.Category.MODEL,
            "Cannot render utterance " + row.ordinal() + ": " + e.getCause(),
            e.getCause());
      } catch (InterruptedException e) {
        throw new IllegalStateException("The future is complete", e);
      }
    }
  }
}
