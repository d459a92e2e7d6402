// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ToneModelTest {
  private final ToneModel model = new ToneModel();

  @Test
  void speaksEachTextWithTheEstimatedLengthAndTheSameBytes() {
    try (Synthesizer synthesizer = model.load(EngineConfig.CPU)) {
      Rendering first = synthesizer.submit(request("The tide came in.")).join();
      Rendering second = synthesizer.submit(request("The tide came in.")).join();
      assertThat(first.waveform().seconds())
          .isCloseTo(model.estimateSeconds("tone", "The tide came in."), within(1e-4));
      assertThat(first.waveform().samples()).isEqualTo(second.waveform().samples());
      assertThat(first.cost().tokens()).isEqualTo(17);
    }
  }

  @Test
  void pitchFollowsTheKey() {
    try (Synthesizer synthesizer = model.load(EngineConfig.CPU)) {
      Rendering one = synthesizer.submit(request("again", "a".repeat(64))).join();
      Rendering other = synthesizer.submit(request("again", "b".repeat(64))).join();
      assertThat(one.waveform().samples()).isNotEqualTo(other.waveform().samples());
    }
  }

  @Test
  void refusesWhatIsTooLong() {
    try (Synthesizer synthesizer = model.load(EngineConfig.CPU)) {
      assertThatThrownBy(() -> synthesizer.submit(request("a".repeat(321))).join())
          .isInstanceOf(CompletionException.class)
          .hasRootCauseMessage("Cannot speak a text of 321 tokens: 1 to 320 can be spoken");
    }
  }

  @Test
  void namesTheKnownVoices() {
    assertThatThrownBy(() -> model.voice("anna"))
        .hasMessage("Cannot speak with voice \"anna\": model \"tone\" has [tone, tone-low]");
  }

  @Test
  void cancellationFreesTheWorker() {
    ToneModel slow = new ToneModel(1_000, request -> Set.of());
    try (Synthesizer synthesizer = slow.load(EngineConfig.CPU)) {
      CompletableFuture<Rendering> first = synthesizer.submit(request("long"));
      first.cancel(true);
      CompletableFuture<Rendering> second = synthesizer.submit(request("next"));
      second.cancel(true);
      assertThat(first).isCancelled();
      assertThat(second).isCancelled();
    }
  }

  @Test
  void disturbanceFlagsOrFailsAnUtterance() {
    ToneModel disturbed =
        new ToneModel(
            0,
            request -> {
              if (request.spokenText().equals("bad")) {
                throw new SynthesisException(Category.NUMERIC, "Cannot render \"bad\"");
              }
              return Set.of(SpeechFault.SILENCE);
            });
    try (Synthesizer synthesizer = disturbed.load(EngineConfig.CPU)) {
      assertThat(synthesizer.submit(request("good")).join().faults())
          .containsExactly(SpeechFault.SILENCE);
      assertThatThrownBy(() -> synthesizer.submit(request("bad")).join())
          .hasRootCauseMessage("Cannot render \"bad\"");
      assertThat(synthesizer.submit(request("good")).join().faults()).hasSize(1);
    }
  }

  @Test
  void lostDeviceFailsAllThatIsOpenAndAllThatComes() {
    CountDownLatch allSubmitted = new CountDownLatch(1);
    ToneModel lost =
        new ToneModel(
            0,
            request -> {
              await(allSubmitted);
              throw new SynthesisException(Category.DEVICE, "Cannot render: the device is lost");
            });
    try (Synthesizer synthesizer = lost.load(EngineConfig.CPU)) {
      CompletableFuture<Rendering> first = synthesizer.submit(request("one"));
      CompletableFuture<Rendering> second = synthesizer.submit(request("two"));
      allSubmitted.countDown();
      assertThatThrownBy(first::join).hasRootCauseMessage("Cannot render: the device is lost");
      assertThatThrownBy(second::join).hasRootCauseMessage("Cannot render: the device is lost");
      assertThatThrownBy(() -> synthesizer.submit(request("three")).join())
          .hasRootCauseMessage("Cannot render: the device is lost");
    }
  }

  @Test
  void closingCompletesOpenFutures() {
    Synthesizer synthesizer = new ToneModel(1_000, request -> Set.of()).load(EngineConfig.CPU);
    CompletableFuture<Rendering> open = synthesizer.submit(request("long"));
    synthesizer.close();
    assertThatThrownBy(open::join)
        .hasRootCauseMessage("Cannot speak: the synthesizer was closed meanwhile");
  }

  private UtteranceRequest request(String text) {
    return request(text, Sha256.ofText(text));
  }

  private UtteranceRequest request(String text, String key) {
    return new UtteranceRequest(key, text, model.voice("tone"), model.defaults());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
