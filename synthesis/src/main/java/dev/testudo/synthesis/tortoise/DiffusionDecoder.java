package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;

/** Latents to mel, one utterance per call at its exact length. For any number of threads. */
final class DiffusionDecoder implements LoadedModules.Network {
  private final TorchDevice device;
  private final BundleManifest manifest;
  private final TorchModule module;

  DiffusionDecoder(TorchDevice device, Path file, BundleManifest manifest, Precision precision) {
    this.device = device;
    this.manifest = manifest;
    this.module = new TorchModule(device, file, precision);
  }

  /**
   * Decodes one utterance.
   *
   * @param latents {@code [M, D]}
   * @param conditioning {@code [2 x channels]}
   * @return natural-log mel, {@code [bands, frames of M codes]}
   */
  float[] mel(float[] latents, float[] conditioning, long key, SynthesisConfig config) {
    int dim = manifest.autoregressive().modelDim();
    int codes = latents.length / dim;
    try (TorchScope scope = device.scope()) {
      TorchValue mel =
          module.call(
              scope,
              "mel",
              scope.tensor(latents, codes, dim),
              scope.tensor(conditioning, conditioning.length),
              scope.scalarTensor(key),
              scope.value(config.sampler()),
              scope.value(config.diffusionSteps()),
              scope.value(config.guidance()),
              scope.value(config.diffusionTemperature()));
      float[] values = scope.floats(mel);
      Sizes.check(
          "diffusion.pt mel", values.length, manifest.melBands(), manifest.melFrames(codes));
      return values;
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
