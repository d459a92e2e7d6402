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
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.torch.TorchDevice;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real engine on a device that has no memory left at some call. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD) // a future nobody completes
class OutOfMemoryIT {
  private static final EngineConfig EIGHT_SLOTS = new EngineConfig("cpu", Precision.SINGLE, 8, 1);

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
      assertThat(synthesizer.engine().outOfMemoryRestarts()).isPositive();
      double sum = renderings.stream().mapToDouble(r -> r.cost().deviceSeconds()).sum();
      assertThat(sum)
          .isLessThanOrEqualTo(synthesizer.busySeconds() + 1e-9)
          .isGreaterThan(0.9 * synthesizer.busySeconds());
    }
  }

  @Test
  void halvesOnceForWorkersThatRunOutOfMemoryTogether() {
    EngineConfig config = new EngineConfig("cpu", Precision.SINGLE, 32, 3);
    CyclicBarrier together = new CyclicBarrier(3);
    Consumer<Integer> firstThree =
        outOfMemoryIf(
            call -> {
              if (call <= 3) {
                await(together);
              }
              return call <= 3;
            });
    try (TortoiseSynthesizer synthesizer = load(config, on("waveform", firstThree))) {
      assertThat(Tiny.renderAll(synthesizer, Tiny.requests(10))).hasSize(10);
      assertThat(synthesizer.engine().slots()).isEqualTo(16);
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
  void leavesNothingBehindWhenNotEvenTheMinimumOfSlotsFits() {
    try (TorchDevice device = new TorchDevice("cpu", on("new_state", outOfMemoryUntil(100)))) {
      assertThatThrownBy(() -> new Networks(device, Tiny.BUNDLE, Precision.SINGLE, 32).loaded())
          .hasMessageContaining("CUDA out of memory");
      assertThat(device.openValues()).isZero();
    }
  }

  @Test
  void givesUpOnlyWhatIsInFlightWhenTheMinimumOfSlotsDoesNotFit() {
    try (TortoiseSynthesizer synthesizer = load(Tiny.FOUR_SLOTS, on("steps", outOfMemoryAt(1)))) {
      CompletableFuture<Rendering> first = synthesizer.submit(Tiny.request("too much"));
      assertFails(first, Category.OUT_OF_MEMORY, "CUDA out of memory");
      synthesizer.submit(Tiny.request("fits again")).join();
    }
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

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
