// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static dev.testudo.synthesis.tortoise.Watched.assertFails;
import static dev.testudo.synthesis.tortoise.Watched.load;
import static dev.testudo.synthesis.tortoise.Watched.on;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import ai.djl.engine.EngineException;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real engine, whose calls are watched, held or made to fail. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD) // a future nobody completes
class EngineFaultsIT {
  @Test
  void cancellationFreesSlotsAtTheNextStep() throws Exception {
    CountDownLatch decoding = new CountDownLatch(1);
    Semaphore steps = new Semaphore(0);
    Consumer<String> probe =
        on(
            "steps",
            call -> {
              decoding.countDown();
              steps.acquireUninterruptibly();
            });
    AtomicInteger results = new AtomicInteger();
    try (TortoiseSynthesizer synthesizer =
        load(Tiny.FOUR_SLOTS, probe.andThen(on("result", call -> results.incrementAndGet())))) {
      List<CompletableFuture<Rendering>> first =
          Tiny.requests(4).stream().map(synthesizer::submit).toList();
      decoding.await();
      CompletableFuture<Rendering> waiting = synthesizer.submit(Tiny.request("waits its turn"));
      CompletableFuture<Rendering> withdrawn = synthesizer.submit(Tiny.request("never spoken"));
      first.forEach(future -> future.cancel(true));
      withdrawn.cancel(true);
      steps.release(1_000_000);
      Rendering rendering = waiting.join();
      // Nobody else was ever live beside it, and nobody else was decoded to the end, though all
      // had their slots first.
      assertThat(rendering.cost().batchFill()).isEqualTo(0.25);
      assertThat(results).hasValue(rendering.cost().attempts());
      assertThat(first).allMatch(CompletableFuture::isCancelled);
    }
  }

  @Test
  void engineFailureEndsEveryFutureAndEveryLaterSubmit() {
    Consumer<String> probe =
        on(
            "steps",
            call -> {
              if (call == 3) {
                throw new EngineException("Traceback\nRuntimeError: the weights are gone");
              }
            });
    try (TortoiseSynthesizer synthesizer = load(Tiny.FOUR_SLOTS, probe)) {
      List<CompletableFuture<Rendering>> futures =
          Tiny.requests(12).stream().map(synthesizer::submit).toList();
      for (CompletableFuture<Rendering> future : futures) {
        assertFails(future, Category.MODEL, "RuntimeError: the weights are gone");
      }
      CompletableFuture<Rendering> later = synthesizer.submit(Tiny.request("too late"));
      assertThat(later).isDone();
      assertFails(later, Category.MODEL, "RuntimeError: the weights are gone");
    }
  }

  @Test
  void lostDeviceInALaterStageEndsAll() {
    Consumer<String> probe =
        on(
            "mel",
            call -> {
              throw new EngineException("CUDA error: device-side assert triggered");
            });
    try (TortoiseSynthesizer synthesizer = load(Tiny.FOUR_SLOTS, probe)) {
      for (CompletableFuture<Rendering> future :
          Tiny.requests(6).stream().map(synthesizer::submit).toList()) {
        assertFails(future, Category.DEVICE, "device-side assert");
      }
    }
  }

  @Test
  void failureOfOnePrefillStaysWithItsUtterance() {
    Consumer<String> probe =
        on(
            "prefill",
            call -> {
              if (call == 2) {
                throw new EngineException("RuntimeError: index out of range");
              }
            });
    try (TortoiseSynthesizer synthesizer = load(Tiny.FOUR_SLOTS, probe)) {
      List<CompletableFuture<Rendering>> futures =
          Tiny.requests(6).stream().map(synthesizer::submit).toList();
      assertFails(futures.get(1), Category.MODEL, "index out of range");
      futures.get(0).join();
      futures.subList(2, 6).forEach(CompletableFuture::join);
    }
  }

  @Test
  void refusesAGpuThatIsNotThere() {
    EngineConfig config = new EngineConfig("cuda:97", Precision.HALF, 4, 1);
    assertThatThrownBy(() -> load(config, method -> {}))
        .hasMessageContaining("Cannot use cuda:97: ");
  }

  @Test
  void closingEndsOpenFuturesAndFreesAllValues() throws Exception {
    CountDownLatch decoding = new CountDownLatch(1);
    TortoiseSynthesizer synthesizer =
        load(Tiny.FOUR_SLOTS, on("steps", call -> decoding.countDown()));
    List<CompletableFuture<Rendering>> futures =
        Tiny.requests(200).stream().map(synthesizer::submit).toList();
    decoding.await();
    synthesizer.close();
    assertThat(synthesizer.openValues()).isZero();
    assertFails(futures.get(199), Category.MODEL, "the synthesizer was closed meanwhile");
    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("testudo-engine"));
  }
}
