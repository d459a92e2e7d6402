// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.torch.TorchDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Later stages that take several utterances in a call, as on a GPU, tried on a CPU. */
@Timeout(value = 3, unit = MINUTES, threadMode = SEPARATE_THREAD) // a future nobody completes
class LaterCallsIT {
  private static final EngineConfig ROWS =
      new EngineConfig("cpu", Precision.SINGLE, 8, 1).withLaterCalls(3, 8);

  private final List<UtteranceRequest> requests = Tiny.requests(14);

  private List<float[]> samples(List<UtteranceRequest> wanted, EngineConfig config) {
    try (TortoiseSynthesizer synthesizer =
        TortoiseSynthesizer.load(Tiny.BUNDLE, config, SpeechChecks.DEFAULTS)) {
      return Tiny.renderAll(synthesizer, wanted).stream()
          .map(rendering -> rendering.waveform().samples())
          .toList();
    }
  }

  @Test
  void neighboursChangeNoBit() {
    List<float[]> expected = samples(requests, ROWS);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(3));
    List<float[]> shuffled = samples(order.stream().map(requests::get).toList(), ROWS);
    for (int i = 0; i < order.size(); i++) {
      assertThat(shuffled.get(i)).isEqualTo(expected.get(order.get(i)));
    }
    for (int i : List.of(0, 5, 11)) {
      assertThat(samples(List.of(requests.get(i)), ROWS).get(0)).isEqualTo(expected.get(i));
    }
  }

  @Test
  void severalGoInOneCall() {
    AtomicInteger calls = new AtomicInteger();
    try (TortoiseSynthesizer synthesizer =
        Watched.load(ROWS, Watched.on("mels", call -> calls.incrementAndGet()))) {
      List<Rendering> renderings = Tiny.renderAll(synthesizer, requests);
      int attempts = renderings.stream().mapToInt(r -> r.cost().attempts()).sum();
      assertThat(calls.get()).isPositive().isLessThan(attempts);
      double sum = renderings.stream().mapToDouble(r -> r.cost().deviceSeconds()).sum();
      assertThat(sum).isCloseTo(synthesizer.busySeconds(), within(1e-6));
    }
  }

  @Test
  void theWarmUpMeetsEveryPaddedLengthOnceAndEndsWhenItsTimeIsOver() {
    LaterShape shape = new LaterShape(2, 32);
    int lengths = shape.padded(Tiny.BUNDLE.manifest().maxCodes()) / shape.stepCodes();
    AtomicInteger calls = new AtomicInteger();
    try (TorchDevice device =
            new TorchDevice("cpu", Watched.on("waveforms", call -> calls.incrementAndGet()));
        Networks networks = new Networks(device, Tiny.BUNDLE, Precision.SINGLE, 4)) {
      LengthWarmUp all = new LengthWarmUp(shape, Tiny.BUNDLE.manifest(), 60);
      all.begin(networks, requests.get(0));
      all.begin(networks, requests.get(1));
      all.await();
      assertThat(calls.getAndSet(0)).isEqualTo(lengths);

      LengthWarmUp none = new LengthWarmUp(shape, Tiny.BUNDLE.manifest(), 0);
      none.begin(networks, requests.get(0));
      none.close();
      assertThat(calls.get()).isZero();
      assertThat(device.openValues()).isZero();
    }
  }

  @Test
  void withScarceMemoryTheBytesAreTheSame() {
    EngineConfig scarce =
        new EngineConfig("cpu", Precision.SINGLE, 8, 1, true).withLaterCalls(3, 8);
    List<float[]> expected = samples(requests, ROWS);
    List<float[]> actual = samples(requests, scarce);
    for (int i = 0; i < requests.size(); i++) {
      assertThat(actual.get(i)).isEqualTo(expected.get(i));
    }
  }

  @Test
  void aPaddedRowIsNearTheUtteranceAtItsExactLength() {
    LaterShape shape = new LaterShape(4, 32);
    try (TorchDevice device = new TorchDevice("cpu", method -> {});
        Networks networks = new Networks(device, Tiny.BUNDLE, Precision.SINGLE, 4)) {
      TorchDevice.prepareThread();
      int dim = Tiny.BUNDLE.manifest().autoregressive().modelDim();
      float[] voice = Tiny.BUNDLE.voice("ash").latent(Latents.DIFFUSION);
      List<DiffusionDecoder.Row> rows = new ArrayList<>();
      for (int codes : List.of(40, 3, 64)) {
        float[] latents = new float[codes * dim];
        Random random = new Random(codes);
        for (int i = 0; i < latents.length; i++) {
          latents[i] = (float) random.nextGaussian();
        }
        rows.add(new DiffusionDecoder.Row(latents, voice, codes));
      }
      List<float[]> together = networks.diffusion().mels(rows, shape, Tiny.BUNDLE.defaults());
      for (int i = 0; i < rows.size(); i++) {
        DiffusionDecoder.Row row = rows.get(i);
        float[] alone =
            networks
                .diffusion()
                .mel(row.latents(), row.conditioning(), row.key(), Tiny.BUNDLE.defaults());
        assertThat(together.get(i)).hasSameSizeAs(alone);
        assertThat(largestDifference(together.get(i), alone)).isLessThan(1e-3);
      }
      float[] mel = together.get(0);
      float[] wave =
          networks
              .vocoder("")
              .waveforms(List.of(mel), List.of(7L), 2, Tiny.BUNDLE.manifest().melFrames(64))
              .get(0);
      float[] alone = networks.vocoder("").waveform(mel, 7);
      assertThat(wave).hasSameSizeAs(alone);
      int inner = alone.length - 4 * Tiny.BUNDLE.manifest().hopLength(); // the end hears silence
      assertThat(largestDifference(Arrays.copyOf(wave, inner), Arrays.copyOf(alone, inner)))
          .isLessThan(1e-5);
    }
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
