package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.UtteranceRequest;
import java.util.concurrent.CompletableFuture;

/**
 * One submitted utterance over all its attempts. Its attempts follow each other, handed from thread
 * to thread through queues, so that nothing but the future is ever used by two threads at once.
 */
final class Ticket {
  private final UtteranceRequest request;
  private final long[] text;
  private final long submittedNanos = System.nanoTime();
  private final CompletableFuture<Rendering> future = new CompletableFuture<>();

  final Expense expense = new Expense();

  /** The least faulty attempt so far; null before the first. */
  private Attempt best;

  private int attempts;
  private double queueSeconds = -1;

  Ticket(UtteranceRequest request, long[] text) {
    this.request = request;
    this.text = text;
  }

  UtteranceRequest request() {
    return request;
  }

  /** {@return the text's ids themselves, not a copy} */
  long[] text() {
    return text;
  }

  CompletableFuture<Rendering> future() {
    return future;
  }

  boolean isOpen() {
    return !future.isDone();
  }

  int attempts() {
    return attempts;
  }

  void entersSlot(Attempt attempt) {
    attempts = Math.max(attempts, attempt.number() + 1);
    if (queueSeconds < 0) {
      queueSeconds = secondsSince(submittedNanos);
    }
  }

  /** Keeps the less faulty of the best attempt and this one, the earlier of equals. */
  Attempt offer(Attempt attempt) {
    if (best == null || attempt.severity() < best.severity()) {
      best = attempt;
    }
    return best;
  }

  /** {@return the least faulty attempt so far, or null} */
  Attempt best() {
    return best;
  }

  void drop(Attempt attempt) {
    if (best == attempt) {
      best = null;
    }
  }

  void complete(Attempt winner) {
    Expense won = winner.expense;
    Rendering.Cost cost =
        new Rendering.Cost(
            text.length,
            winner.codes().count(),
            attempts,
            winner.number(),
            queueSeconds,
            secondsSince(submittedNanos),
            expense.autoregressiveSeconds,
            expense.diffusionSeconds,
            expense.vocoderSeconds,
            expense.deviceSeconds() - won.deviceSeconds(),
            expense.batchFill(),
            winner.trimmedSeconds(),
            winner.precision());
    future.complete(new Rendering(winner.waveform(), cost, winner.faults()));
  }

  void fail(SynthesisException reason) {
    future.completeExceptionally(reason);
  }

  static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) * 1e-9;
  }
}
