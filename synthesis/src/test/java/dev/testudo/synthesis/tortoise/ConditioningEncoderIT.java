// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Safetensors;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConditioningEncoderIT {
  private static final ModelBundle MODEL = Tiny.BUNDLE;

  private static Waveform noise(int seed, double seconds) {
    Random random = new Random(seed);
    float[] samples = new float[(int) (seconds * MODEL.sampleRateHz())];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return new Waveform(samples, MODEL.sampleRateHz());
  }

  @Test
  void findsTheLatentsThatPythonFound() throws IOException {
    Safetensors golden = Safetensors.read(Tiny.DIRECTORY.resolve("golden.safetensors"));
    try (ConditioningEncoder encoder = new ConditioningEncoder(MODEL)) {
      Voice voice = encoder.encodeClip("fern", golden.floats("conditioning.clip"));
      assertClose(
          voice.latent(Latents.AUTOREGRESSIVE), golden.floats("conditioning.autoregressive"));
      assertClose(voice.latent(Latents.DIFFUSION), golden.floats("conditioning.diffusion"));
    }
  }

  @Test
  void takesTheMeanOverClips() {
    Voice one = MODEL.createVoice("fern", List.of(noise(1, 6)));
    Voice other = MODEL.createVoice("fern", List.of(noise(2, 6)));
    Voice both = MODEL.createVoice("fern", List.of(noise(1, 6), noise(2, 6)));
    float[] mean = new float[one.latent(Latents.AUTOREGRESSIVE).length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] =
          (one.latent(Latents.AUTOREGRESSIVE)[i] + other.latent(Latents.AUTOREGRESSIVE)[i]) / 2;
    }
    assertThat(one.digest()).isNotEqualTo(other.digest());
    assertClose(both.latent(Latents.AUTOREGRESSIVE), mean);
  }

  @Test
  void speaksWithAVoiceOfAShortClip() {
    Voice voice = MODEL.createVoice("fern", List.of(noise(3, 1.2)));
    UtteranceRequest request = Tiny.request("a short text");
    try (Synthesizer synthesizer = MODEL.load(Tiny.FOUR_SLOTS)) {
      Waveform take =
          synthesizer
              .submit(
                  new UtteranceRequest(
                      request.key(), request.spokenText(), voice, request.config()))
              .join()
              .waveform();
      assertThat(take.seconds()).isPositive();
    }
  }

  @Test
  void refusesAClipOfAnotherRate() {
    Waveform clip = new Waveform(new float[96_000], 8_000);
    assertThatThrownBy(() -> MODEL.createVoice("fern", List.of(clip)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use a clip of 8000 samples per second: the model hears 16000");
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }
}
