// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reference clips to conditioning latents. For one thread. */
public final class ConditioningEncoder implements AutoCloseable {
  private static final String FILE = "conditioning.pt";

  /**
   * Models hear whole pieces of some seconds, none longer than this, and no rest: so a shorter clip
   * is heard over and over.
   */
  private static final double HEARD_SECONDS = 6;

  private final TorchDevice device = new TorchDevice("cpu", method -> {});
  private final TorchModule module;

  ConditioningEncoder(ModelBundle bundle) {
    Path file = bundle.directory().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      device.close();
      throw new IllegalArgumentException(
          "Cannot make a voice: model \"%s\" has no %s, so it has only the voices %s"
              .formatted(bundle.name(), FILE, bundle.voices()));
    }
    TorchDevice.prepareThread();
    module = new TorchModule(device, file, Precision.SINGLE);
  }

  /**
   * {@return the voice of these clips: each latent is the mean over the clips} The module is loaded
   * for this voice and freed again: voices are made once and kept.
   *
   * @param clips at the bundle's rate of clips, at least one
   * @throws IllegalArgumentException in one sentence if the bundle cannot make voices
   * @throws dev.testudo.synthesis.SynthesisException if the module refuses a clip
   */
  public static Voice encode(ModelBundle bundle, String name, List<Waveform> clips) {
    int rate = bundle.clipRateHz();
    float[] autoregressive = new float[bundle.manifest().autoregressive().modelDim()];
    float[] diffusion = new float[2 * bundle.manifest().diffusion().channels()];
    try (ConditioningEncoder encoder = new ConditioningEncoder(bundle)) {
      for (Waveform clip : clips) {
        if (clip.sampleRateHz() != rate) {
          throw new IllegalArgumentException(
              "Cannot use a clip of %d samples per second: the model hears %d"
                  .formatted(clip.sampleRateHz(), rate));
        }
        Voice heard =
            encoder.encodeClip(name, repeated(clip.samples(), (int) (HEARD_SECONDS * rate)));
        addShare(autoregressive, heard.latent(Latents.AUTOREGRESSIVE), clips.size());
        addShare(diffusion, heard.latent(Latents.DIFFUSION), clips.size());
      }
    }
    return Latents.voice(name, autoregressive, diffusion);
  }

  /** {@return the voice of one clip} */
  Voice encodeClip(String name, float[] clip) {
    try (TorchScope scope = device.scope()) {
      TorchValue[] latents =
          scope.elements(module.call(scope, "latents", scope.tensor(clip, clip.length)));
      return Latents.voice(name, scope.floats(latents[0]), scope.floats(latents[1]));
    }
  }

  /** {@return the samples, from the beginning again until there are as many as that} */
  private static float[] repeated(float[] samples, int length) {
    if (samples.length >= length) {
      return samples;
    }
    float[] repeated = new float[length];
    for (int i = 0; i < length; i++) {
      repeated[i] = samples[i % samples.length];
    }
    return repeated;
  }

  private static void addShare(float[] sum, float[] values, int count) {
    OutputShape.require(FILE + " latents", values.length, 1, sum.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i] / count;
    }
  }

  @Override
  public void close() {
    module.close();
    device.close();
  }
}
