package dev.testudo.synthesis.tortoise;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import ai.djl.engine.EngineException;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real engine, whose calls are watched, held or made to fail. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD) // a future nobody completes
class EngineFaultsIT {
  private static final EngineConfig EIGHT_SLOTS = new EngineConfig("cpu", Precision.SINGLE, 8, 1);

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
  void goesOnWithHalfTheSlotsWhenDecodingRunsOutOfMemory() {
    assertGoesOnWithHalfTheSlots("steps");
  }

  @Test
  void goesOnWithHalfTheSlotsWhenALaterStageRunsOutOfMemory() {
    assertGoesOnWithHalfTheSlots("waveform");
  }

  private static void assertGoesOnWithHalfTheSlots(String method) {
    List<UtteranceRequest> requests = Tiny.requests(10);
    try (TortoiseSynthesizer synthesizer = load(EIGHT_SLOTS, on(method, outOfMemoryAt(2)))) {
      List<Rendering> renderings = Tiny.renderAll(synthesizer, requests);
      assertThat(renderings).hasSize(10);
      assertThat(synthesizer.engine().slots()).isEqualTo(4);
      double sum = renderings.stream().mapToDouble(r -> r.cost().deviceSeconds()).sum();
      assertThat(sum)
          .isLessThanOrEqualTo(synthesizer.busySeconds() + 1e-9)
          .isGreaterThan(0.9 * synthesizer.busySeconds());
    }
  }

  @Test
  void loadsAsManySlotsAsThereIsMemoryFor() {
    EngineConfig config = new EngineConfig("cpu", Precision.SINGLE, 32, 1);
    try (TortoiseSynthesizer synthesizer = load(config, on("new_state", outOfMemoryUntil(3)))) {
      assertThat(synthesizer.engine().slots()).isEqualTo(8);
      assertThat(Tiny.renderAll(synthesizer, Tiny.requests(10))).hasSize(10);
    }
  }

  @Test
  void halvesAgainWhenHalfTheSlotsDoNotFitEither() {
    EngineConfig config = new EngineConfig("cpu", Precision.SINGLE, 32, 1);
    Consumer<String> probe =
        on("steps", outOfMemoryUntil(2)).andThen(on("new_state", outOfMemoryAt(2)));
    try (TortoiseSynthesizer synthesizer = load(config, probe)) {
      assertThat(Tiny.renderAll(synthesizer, Tiny.requests(10))).hasSize(10);
      assertThat(synthesizer.engine().slots()).isEqualTo(8);
    }
  }

  @Test
  void leavesNothingBehindWhenNotEvenTheFewestSlotsFit() {
    try (TorchDevice device = new TorchDevice("cpu", on("new_state", outOfMemoryUntil(100)))) {
      assertThatThrownBy(() -> new Networks(device, Tiny.BUNDLE, Precision.SINGLE, 32))
          .hasMessageContaining("CUDA out of memory");
      assertThat(device.openValues()).isZero();
    }
  }

  @Test
  void refusesAGpuThatIsNotThere() {
    EngineConfig config = new EngineConfig("cuda:97", Precision.HALF, 4, 1);
    assertThatThrownBy(() -> load(config, method -> {}))
        .hasMessageContaining("Cannot use cuda:97: PyTorch sees ");
  }

  @Test
  void givesUpOnlyWhatIsInFlightWhenTheFewestSlotsDoNotFit() {
    try (TortoiseSynthesizer synthesizer = load(Tiny.FOUR_SLOTS, on("steps", outOfMemoryAt(1)))) {
      CompletableFuture<Rendering> first = synthesizer.submit(Tiny.request("too much"));
      assertFails(first, Category.OUT_OF_MEMORY, "CUDA out of memory");
      synthesizer.submit(Tiny.request("fits again")).join();
    }
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

  private static TortoiseSynthesizer load(EngineConfig config, Consumer<String> probe) {
    return TortoiseSynthesizer.load(Tiny.BUNDLE, config, SpeechChecks.DEFAULTS, probe);
  }

  /** {@return a probe that acts on the n-th call of a method, from 1} */
  private static Consumer<String> on(String method, Consumer<Integer> action) {
    AtomicInteger calls = new AtomicInteger();
    return called -> {
      if (called.equals(method)) {
        action.accept(calls.incrementAndGet());
      }
    };
  }

  private static Consumer<Integer> outOfMemoryAt(int failing) {
    return outOfMemoryIf(call -> call == failing);
  }

  private static Consumer<Integer> outOfMemoryUntil(int working) {
    return outOfMemoryIf(call -> call < working);
  }

  private static Consumer<Integer> outOfMemoryIf(IntPredicate failing) {
    return call -> {
      if (failing.test(call)) {
        throw new EngineException("CUDA out of memory. Tried to allocate 20.00 MiB");
      }
    };
  }

  private static void assertFails(
      CompletableFuture<Rendering> future, Category category, String reason) {
    assertThatThrownBy(future::join)
        .cause()
        .hasMessageContaining(reason)
        .isInstanceOfSatisfying(
            SynthesisException.class, e -> assertThat(e.category()).isEqualTo(category));
  }
}
