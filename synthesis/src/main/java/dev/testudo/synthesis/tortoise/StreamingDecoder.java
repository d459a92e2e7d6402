// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;

/** Latents to waveform at once: {@code streaming.pt}. For any number of threads. */
final class StreamingDecoder implements LoadedModules.Network {
  static final String FILE = "streaming.pt";

  private final TorchDevice device;
  private final BundleManifest manifest;
  private final TorchModule module;

  StreamingDecoder(TorchDevice device, Path file, BundleManifest manifest, Precision precision) {
    this.device = device;
    this.manifest = manifest;
    this.module = new TorchModule(device, file, precision);
  }

  /**
   * Renders codes in a row.
   *
   * @param latents {@code [M, D]}
   * @param conditioning {@code [D]}
   * @param first number of the first of these codes in the utterance
   * @return samples within [-1, 1]; away from both ends they are those of the whole utterance
   */
  float[] waveform(float[] latents, float[] conditioning, int first) {
    int dim = manifest.autoregressive().modelDim();
    int codes = latents.length / dim;
    try (TorchScope scope = device.scope()) {
      TorchValue waveform =
          module.call(
              scope,
              "waveform",
              scope.tensor(latents, codes, dim),
              scope.tensor(conditioning, conditioning.length),
              scope.value(first));
      float[] samples = scope.floats(waveform);
      int frames = manifest.melFrames(first + codes) - manifest.melFrames(first);
      OutputShape.require(FILE + " waveform", samples.length, frames, manifest.hopLength());
      return samples;
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
