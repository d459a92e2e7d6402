package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;

/** Mel to waveform, one utterance per call at its exact length. For any number of threads. */
final class Vocoder implements LoadedModules.Network {
  private final TorchDevice device;
  private final BundleManifest manifest;
  private final TorchModule module;

  Vocoder(TorchDevice device, Path file, BundleManifest manifest, Precision precision) {
    this.device = device;
    this.manifest = manifest;
    this.module = new TorchModule(device, file, precision);
  }

  /**
   * Renders one utterance.
   *
   * @param mel {@code [bands, S]}
   * @return samples {@code [S x hop]} within [-1, 1]
   */
  float[] waveform(float[] mel, long key) {
    int bands = manifest.melBands();
    int frames = mel.length / bands;
    try (TorchScope scope = device.scope()) {
      TorchValue waveform =
          module.call(scope, "waveform", scope.tensor(mel, bands, frames), scope.scalarTensor(key));
      float[] samples = scope.floats(waveform);
      Sizes.check("vocoder.pt waveform", samples.length, frames, manifest.hopLength());
      return samples;
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
