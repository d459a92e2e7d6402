// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.torch.TorchDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The streaming decoder of an imported model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfficialStreamingIT {
  private static final String TEXT = "the rain had stopped, and the keeper walked home.";

  private ModelBundle bundle;

  @BeforeAll
  void importModel() throws IOException, InterruptedException {
    bundle = SmallOfficial.bundle();
  }

  private List<Waveform> stream(UtteranceRequest request) {
    List<Waveform> chunks = new ArrayList<>();
    try (StreamingSpeaker speaker = StreamingSpeaker.open(bundle, Tiny.FOUR_SLOTS)) {
      speaker.speak(request, chunks::add);
    }
    return chunks;
  }

  private static float[] joined(List<Waveform> chunks) {
    return chunks.stream().reduce(Waveform::followedBy).orElseThrow().samples();
  }

  @Test
  void chunksAreTheWholeCutInPieces() {
    UtteranceRequest request = SmallOfficial.request(bundle, TEXT, SmallOfficial.FAST);
    List<Waveform> chunks = stream(request);
    assertThat(chunks).hasSizeGreaterThan(3);
    float[] streamed = joined(chunks);
    float[] whole = unstreamed(request);
    int last = chunks.get(chunks.size() - 1).samples().length;
    // Silence is cut from the end of the last chunk alone.
    assertThat(streamed.length).isBetween(whole.length - last - whole.length / 10, whole.length);
    float loudest = 0;
    float difference = 0;
    for (int i = 0; i < streamed.length - last; i++) {
      loudest = Math.max(loudest, Math.abs(whole[i]));
      difference = Math.max(difference, Math.abs(whole[i] - streamed[i]));
    }
    assertThat(loudest).isPositive();
    // 80 dB below the loudest sample: nothing is heard at the seams.
    assertThat(difference).isLessThan(1e-4f * loudest);
  }

  private float[] unstreamed(UtteranceRequest request) {
    TorchDevice device = new TorchDevice("cpu", method -> {});
    TorchDevice.prepareThread();
    try (Networks networks = new Networks(device, bundle, Precision.SINGLE, 4)) {
      AutoregressiveModel model = networks.autoregressive();
      float[] voice = request.voice().latent(Latents.AUTOREGRESSIVE);
      long seed = Seeds.of(request.key(), 0, Stages.AUTOREGRESSIVE);
      model.prefill(0, bundle.tokens(TEXT), voice, seed, request.config());
      SlotStatus[] states = new SlotStatus[4];
      do {
        model.steps(64, states);
      } while (states[0] == SlotStatus.LIVE);
      return networks.streaming().waveform(model.result(0).latents(), voice, 0);
    } finally {
      device.close();
    }
  }

  @Test
  void theSeedIsRespected() {
    UtteranceRequest request = SmallOfficial.request(bundle, TEXT, SmallOfficial.FAST);
    UtteranceRequest other =
        new UtteranceRequest("another key", TEXT, request.voice(), request.config());
    float[] samples = joined(stream(request));
    assertThat(joined(stream(request))).isEqualTo(samples);
    assertThat(Arrays.equals(joined(stream(other)), samples)).isFalse();
  }
}
