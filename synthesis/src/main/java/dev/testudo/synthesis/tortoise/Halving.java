// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.ModelBundle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Has an utterance that never comes to its stop code spoken in two halves, one after the other in
 * one take. A half without a stop token is halved once more. For any number of threads.
 */
final class Halving {
  private static final Logger log = LogManager.getLogger(Halving.class);

  private final ModelBundle bundle;
  private final Consumer<PendingUtterance> speak;
  private final Consumer<Attempt> finishLater;

  /**
   * @param speak takes the utterance of a half
   * @param finishLater takes the best attempt at the whole, where the halves are no better
   */
  Halving(ModelBundle bundle, Consumer<PendingUtterance> speak, Consumer<Attempt> finishLater) {
    this.bundle = bundle;
    this.speak = speak;
    this.finishLater = finishLater;
  }

  /**
   * {@return whether halves are being spoken now}
   *
   * @param best of the attempts at the whole
   */
  boolean begin(Attempt best) {
    PendingUtterance whole = best.utterance();
    Optional<TextHalves> texts = TextHalves.of(whole.request().spokenText());
    if (best.isReferenceCompat() || texts.isEmpty() || !whole.canBeHalved()) {
      return false;
    }
    log.info(
        "Utterance {} did not stop in {} attempts: split into two halves",
        whole.request().key(),
        whole.attempts());
    List<PendingUtterance> halves =
        whole.halved(texts.get()).stream()
            .map(
                request ->
                    new PendingUtterance(request, bundle.tokens(request.spokenText()), whole))
            .toList();
    var unused =
        CompletableFuture.allOf(halves.get(0).future(), halves.get(1).future())
            .whenComplete((nothing, error) -> join(best, halves, error));
    var unusedToo =
        whole
            .future()
            .whenComplete(
                (rendering, error) -> {
                  if (error != null) {
                    halves.forEach(half -> half.future().cancel(true));
                  }
                });
    halves.forEach(speak);
    return true;
  }

  private void join(Attempt best, List<PendingUtterance> halves, Throwable error) {
    PendingUtterance whole = best.utterance();
    halves.forEach(half -> whole.times.add(half.times));
    if (whole.isOpen() && (error != null || !whole.completeHalved(halves))) {
      finishLater.accept(best);
    }
  }
}
