package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.ModelBundle;

/** The three networks of a bundle on a device, in one precision. */
final class Networks implements AutoCloseable {
  static final String AUTOREGRESSIVE = "autoregressive.pt";
  static final String DIFFUSION = "diffusion.pt";
  static final String VOCODER = "vocoder.pt";

  private final Precision precision;
  private final AutoregressiveModel autoregressive;
  private final DiffusionDecoder diffusion;
  private final Vocoder vocoder;

  Networks(TorchDevice device, ModelBundle bundle, Precision precision, int slots) {
    this.precision = precision;
    autoregressive =
        new AutoregressiveModel(
            device,
            bundle.directory().resolve(AUTOREGRESSIVE),
            bundle.manifest(),
            precision,
            slots);
    diffusion =
        new DiffusionDecoder(
            device, bundle.directory().resolve(DIFFUSION), bundle.manifest(), precision);
    vocoder =
        new Vocoder(device, bundle.directory().resolve(VOCODER), bundle.manifest(), precision);
  }

  Precision precision() {
    return precision;
  }

  AutoregressiveModel autoregressive() {
    return autoregressive;
  }

  DiffusionDecoder diffusion() {
    return diffusion;
  }

  Vocoder vocoder() {
    return vocoder;
  }

  @Override
  public void close() {
    autoregressive.close();
    diffusion.close();
    vocoder.close();
  }
}
