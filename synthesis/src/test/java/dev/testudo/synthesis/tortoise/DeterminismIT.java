// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.UtteranceRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Same bytes for a take, whatever else is being rendered and by how many threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD) // a future nobody completes
class DeterminismIT {
  private final List<UtteranceRequest> requests = Tiny.requests(30);
  private final Map<String, Rendering> alone = new HashMap<>();

  @BeforeAll
  void renderEachAlone() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      for (UtteranceRequest request : requests) {
        alone.put(request.key(), synthesizer.submit(request).join());
      }
    }
    assertThat(alone.values().stream().map(rendering -> rendering.cost().codes()).distinct())
        .as("lengths differ, so that utterances enter and leave slots at all times")
        .hasSizeGreaterThan(10);
  }

  @Test
  void allAtOnceBackwards() throws Exception {
    List<UtteranceRequest> backwards = new ArrayList<>(requests);
    Collections.reverse(backwards);
    assertSameBytes(render(backwards, Tiny.FOUR_SLOTS, 1));
  }

  @Test
  void shuffledWithThreeWorkers() throws Exception {
    List<UtteranceRequest> shuffled = new ArrayList<>(requests);
    Collections.shuffle(shuffled, new Random(7));
    assertSameBytes(render(shuffled, new EngineConfig("cpu", Precision.SINGLE, 4, 3), 1));
  }

  @Test
  void fromFiveSubmittersAtOnce() throws Exception {
    assertSameBytes(render(requests, Tiny.FOUR_SLOTS, 5));
  }

  @Test
  void amongCancelledOnes() {
    TortoiseSynthesizer synthesizer = Tiny.load();
    try (synthesizer) {
      Map<String, CompletableFuture<Rendering>> kept = new HashMap<>();
      List<CompletableFuture<Rendering>> cancelled = new ArrayList<>();
      for (UtteranceRequest request : requests) {
        cancelled.add(synthesizer.submit(Tiny.request("gone " + request.spokenText())));
        kept.put(request.key(), synthesizer.submit(request));
        cancelled.get(cancelled.size() / 2).cancel(true); // some in slots, some in the queue
      }
      Map<String, Rendering> renderings = new HashMap<>();
      kept.forEach((key, future) -> renderings.put(key, future.join()));
      cancelled.forEach(future -> future.cancel(true));
      assertSameBytes(renderings);
    }
    assertThat(synthesizer.openValues()).isZero();
  }

  @Test
  void afterAnotherEngineWasLoaded() {
    UtteranceRequest request = requests.get(3);
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      Rendering rendering = synthesizer.submit(request).join();
      assertThat(rendering.waveform().samples())
          .isEqualTo(alone.get(request.key()).waveform().samples());
    }
  }

  /** Renders all, several at a time, by so many submitters, who each wait for their own share. */
  private static Map<String, Rendering> render(
      List<UtteranceRequest> requests, EngineConfig config, int submitters) throws Exception {
    Map<String, Rendering> renderings = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(submitters);
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(Tiny.BUNDLE, config, SpeechChecks.DEFAULTS)) {
      List<Future<?>> shares = new ArrayList<>();
      for (int i = 0; i < submitters; i++) {
        int first = i;
        shares.add(
            threads.submit(() -> share(synthesizer, requests, first, submitters, renderings)));
      }
      for (Future<?> share : shares) {
        share.get();
      }
    } finally {
      threads.shutdown();
    }
    return renderings;
  }

  private static void share(
      TortoiseSynthesizer synthesizer,
      List<UtteranceRequest> requests,
      int first,
      int stride,
      Map<String, Rendering> renderings) {
    Map<String, CompletableFuture<Rendering>> futures = new HashMap<>();
    for (int i = first; i < requests.size(); i += stride) {
      futures.put(requests.get(i).key(), synthesizer.submit(requests.get(i)));
    }
    futures.forEach((key, future) -> renderings.put(key, future.join()));
  }

  private void assertSameBytes(Map<String, Rendering> renderings) {
    assertThat(renderings).hasSize(requests.size());
    renderings.forEach(
        (key, rendering) -> {
          assertThat(rendering.waveform().samples()).isEqualTo(alone.get(key).waveform().samples());
          assertThat(rendering.cost().attempt()).isEqualTo(alone.get(key).cost().attempt());
        });
  }
}
