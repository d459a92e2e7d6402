// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD) // a future nobody completes
class TortoiseSynthesizerIT {
  @Test
  void speaksAndLeavesAtTheStopCode() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      List<Rendering> renderings = Tiny.renderAll(synthesizer, Tiny.requests(20));
      int cap = Tiny.BUNDLE.manifest().maxCodes();
      for (Rendering rendering : renderings) {
        assertThat(rendering.faults()).doesNotContain(SpeechFault.NO_STOP);
        assertThat(rendering.cost().codes()).isBetween(1, cap / 2);
        assertThat(rendering.waveform().seconds() + rendering.cost().trimmedSeconds())
            .isCloseTo(Tiny.BUNDLE.manifest().seconds(rendering.cost().codes()), within(1e-9));
      }
    }
  }

  @Test
  void costsAddUpToTheBusySeconds() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      List<Rendering> renderings = Tiny.renderAll(synthesizer, Tiny.requests(20));
      double sum = renderings.stream().mapToDouble(r -> r.cost().deviceSeconds()).sum();
      assertThat(sum).isCloseTo(synthesizer.busySeconds(), within(1e-6));
      assertThat(renderings)
          .allSatisfy(
              r -> {
                assertThat(r.cost().batchFill()).isPositive().isLessThanOrEqualTo(1);
                assertThat(r.cost().queueSeconds()).isBetween(0.0, r.cost().latencySeconds());
                assertThat(r.cost().stageSeconds("diffusion")).isPositive();
                assertThat(r.cost().stageSeconds("vocoder")).isPositive();
              });
    }
  }

  @Test
  void keepsItsSlotsFullWhileUtterancesWait() {
    CountDownLatch allSubmitted = new CountDownLatch(1);
    Consumer<String> probe = Watched.on("steps", call -> await(allSubmitted));
    try (TortoiseSynthesizer synthesizer = Watched.load(Tiny.FOUR_SLOTS, probe)) {
      List<CompletableFuture<Rendering>> futures =
          Tiny.requests(20).stream().map(synthesizer::submit).toList();
      allSubmitted.countDown();
      assertThat(futures.stream().map(CompletableFuture::join).toList())
          .filteredOn(rendering -> rendering.cost().batchFill() > 0.9)
          .hasSizeGreaterThan(10);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void triesAgainSoOftenAndListsTheFaultsOfTheBest() {
    SpeechChecks deaf = new SpeechChecks(3, 24, 10, 0.001);
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(Tiny.BUNDLE, Tiny.FOUR_SLOTS, deaf)) {
      Rendering rendering = synthesizer.submit(Tiny.request("never loud enough")).join();
      assertThat(rendering.faults()).contains(SpeechFault.SILENCE);
      assertThat(rendering.cost().attempts()).isEqualTo(3);
      assertThat(rendering.cost().discardedSeconds())
          .isBetween(1e-6, rendering.cost().deviceSeconds());
    }
  }

  @Test
  void speaksUnknownCharactersAndSaysSo() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      Rendering rendering = synthesizer.submit(Tiny.request("a \u4e2d b")).join();
      assertThat(rendering.faults()).containsExactly(SpeechFault.UNKNOWN_CHARACTER);
      assertThat(rendering.cost().attempts()).isEqualTo(1);
    }
  }

  @Test
  void refusesWhatTheModelCannotTake() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      assertRefused(
          synthesizer,
          Tiny.request("x".repeat(321)),
          "Cannot speak: the text has 321 tokens where 1 to 320 can be spoken at once");
      assertRefused(
          synthesizer,
          Tiny.request(" "),
          "Cannot speak: the text has 0 tokens where 1 to 320 can be spoken at once");
      assertRefused(
          synthesizer,
          spoken(Latents.voice("stranger", new float[3], new float[64])),
          "Cannot speak: voice \"stranger\" was made for another model; add it again with this"
              + " one");
      SynthesisConfig unknown = new SynthesisConfig(1, 0, 1, 1, 0, 1, 0, 1, "dice");
      assertRefused(
          synthesizer,
          new UtteranceRequest("k", "a", Tiny.BUNDLE.voice("ash"), unknown),
          "Cannot speak: \"sampler\" is dice where the model has [flow, flow-midpoint]");
    }
  }

  @Test
  void repeatsAnUtteranceInSinglePrecisionWhereHalfOverflows() {
    float[] loud = new float[32];
    Arrays.fill(loud, 100_000f); // above 65,504, the largest half
    loud[3] = 0;
    Voice voice = Latents.voice("loud", loud, Tiny.BUNDLE.voice("ash").latent(Latents.DIFFUSION));
    EngineConfig half = new EngineConfig("cpu", Precision.HALF, 4, 1);
    try (TortoiseSynthesizer synthesizer =
            TortoiseSynthesizer.load(Tiny.BUNDLE, half, SpeechChecks.DEFAULTS);
        TortoiseSynthesizer single = Tiny.load()) {
      Rendering overflowing = synthesizer.submit(spoken(voice)).join();
      assertThat(overflowing.cost().precision()).isEqualTo(Precision.SINGLE);
      assertThat(overflowing.cost().discardedSeconds()).isPositive();
      assertThat(overflowing.waveform().samples())
          .isEqualTo(single.submit(spoken(voice)).join().waveform().samples());
      Rendering usual = synthesizer.submit(Tiny.request("usual")).join();
      assertThat(usual.cost().precision()).isEqualTo(Precision.HALF);
    }
  }

  @Test
  void failsAnUtteranceThatStaysNotFinite() {
    float[] poisoned = new float[32];
    poisoned[0] = Float.NaN;
    Voice voice =
        Latents.voice("nan", poisoned, Tiny.BUNDLE.voice("ash").latent(Latents.DIFFUSION));
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      UtteranceRequest healthy = Tiny.request("healthy");
      float[] before = synthesizer.submit(healthy).join().waveform().samples();
      assertThatThrownBy(() -> synthesizer.submit(spoken(voice)).join())
          .rootCause()
          .hasMessage(
              "Cannot speak this text: all 3 attempts produced NaN or infinite values, in single"
                  + " precision too")
          .isInstanceOfSatisfying(
              SynthesisException.class, e -> assertThat(e.category()).isEqualTo(Category.NUMERIC));
      assertThat(synthesizer.submit(healthy).join().waveform().samples()).isEqualTo(before);
    }
  }

  @Test
  void freesEveryTensor() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      long values = synthesizer.openValues();
      Tiny.renderAll(synthesizer, Tiny.requests(100));
      assertThat(synthesizer.openValues()).isEqualTo(values);
    }
  }

  /** What leaks outside the tensors that are counted. */
  @Test
  @Tag("nightly")
  void needsNoMoreMemoryAfterAThousandUtterances() throws IOException {
    List<UtteranceRequest> requests = Tiny.requests(1_000);
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      Tiny.renderAll(synthesizer, requests.subList(0, 200));
      long kibibytes = residentKibibytes();
      for (int i = 200; i < 1_000; i += 50) {
        Tiny.renderAll(synthesizer, requests.subList(i, i + 50));
      }
      assertThat(residentKibibytes() - kibibytes).isLessThan(100_000);
    }
  }

  private static long residentKibibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("/proc/self/status has no VmRSS");
  }

  private static void assertRefused(
      TortoiseSynthesizer synthesizer, UtteranceRequest request, String message) {
    assertThatThrownBy(() -> synthesizer.submit(request).join())
        .rootCause()
        .hasMessage(message)
        .isInstanceOfSatisfying(
            SynthesisException.class, e -> assertThat(e.category()).isEqualTo(Category.INPUT));
  }

  private static UtteranceRequest spoken(Voice voice) {
    return new UtteranceRequest("a key", "a text", voice, Tiny.BUNDLE.defaults());
  }
}
