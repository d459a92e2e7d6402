// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.torch.TorchDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Several candidates for each utterance, with an imported small model of random weights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CandidatesIT {
  private static final int CANDIDATES = 5;
  private static final SynthesisConfig CONFIG = SmallOfficial.FAST.withCandidates(CANDIDATES);

  private ModelBundle bundle;

  @BeforeAll
  void importModel() throws IOException, InterruptedException {
    bundle = SmallOfficial.bundle();
  }

  private UtteranceRequest request(String text) {
    return SmallOfficial.request(bundle, text, CONFIG);
  }

  @Test
  void theBestByScoreGoesOn() {
    List<String> texts = List.of("one.", "the other day.", "a third of them.");
    TorchDevice device = new TorchDevice("cpu", method -> {});
    TorchDevice.prepareThread();
    try (Networks networks = new Networks(device, bundle, Precision.SINGLE, 4)) {
      Map<String, Attempt> winners = new HashMap<>();
      DecodingBatch batch = new DecodingBatch(networks, bundle.manifest(), seconds -> {});
      for (String text : texts) {
        batch.add(new Attempt(pending(text), 0, Precision.SINGLE));
      }
      while (!batch.isIdle()) {
        batch.advance(done -> winners.put(done.utterance().request().spokenText(), done));
      }
      for (String text : texts) {
        assertThat(winners.get(text).codes().codes()).isEqualTo(bestAlone(networks, text));
      }
    } finally {
      device.close();
    }
  }

  private PendingUtterance pending(String text) {
    return new PendingUtterance(request(text), bundle.tokens(text));
  }

  /** Each candidate decoded with the slots to itself, and scored by itself. */
  private long[] bestAlone(Networks networks, String text) {
    Attempt attempt = new Attempt(pending(text), 0, Precision.SINGLE);
    AutoregressiveModel model = networks.autoregressive();
    float[] latent = networks.similarity().textLatent(bundle.tokens(text));
    List<long[]> candidates = new ArrayList<>();
    List<Float> scores = new ArrayList<>();
    for (int number = 0; number < CANDIDATES; number++) {
      model.prefill(
          0,
          bundle.tokens(text),
          bundle.voice("random-1").latent(Latents.AUTOREGRESSIVE),
          attempt.seedOfCandidate(number),
          CONFIG);
      SlotStatus[] states = new SlotStatus[4];
      do {
        model.steps(64, states);
      } while (states[0] == SlotStatus.LIVE);
      long[] codes = model.result(0).codes();
      model.release(0);
      assertThat(states[0]).as("this random model does not stop").isEqualTo(SlotStatus.CAPPED);
      candidates.add(codes);
      scores.add(networks.similarity().scores(latent, codes, 1)[0]);
    }
    assertThat(candidates.stream().map(Arrays::toString)).doesNotHaveDuplicates();
    return candidates.get(scores.indexOf(scores.stream().max(Float::compare).orElseThrow()));
  }

  @Test
  void neighboursDoNotChangeTheChoice() {
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(bundle, Tiny.FOUR_SLOTS, SpeechChecks.DEFAULTS)) {
      Rendering alone = synthesizer.submit(request("one.")).join();
      List<Rendering> together =
          Tiny.renderAll(
              synthesizer, List.of(request("two of us."), request("one."), request("x")));
      assertThat(together.get(1).waveform().samples()).isEqualTo(alone.waveform().samples());
    }
  }

  @Test
  void aModelThatCannotRankRefuses() {
    try (TortoiseSynthesizer synthesizer = Tiny.load()) {
      SynthesisConfig config =
          new SynthesisConfig(1, 0, 1, 1, 0, 2, 0, 1, "flow").withCandidates(2);
      UtteranceRequest request =
          new UtteranceRequest(Sha256.ofText("a"), "a", Tiny.BUNDLE.voice("ash"), config);
      assertThatThrownBy(() -> synthesizer.submit(request).join())
          .hasMessageContaining(
              "Cannot speak: \"candidates\" is 2 where the model has no clvp.pt to rank them by");
    }
  }
}
