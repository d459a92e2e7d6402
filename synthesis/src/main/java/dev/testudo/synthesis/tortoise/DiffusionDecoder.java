// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Latents to mel, one utterance per call at its exact length, or several padded to one length. For
 * any number of threads.
 */
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
      OutputShape.require(
          "diffusion.pt mel", values.length, manifest.melBands(), manifest.melFrames(codes));
      return values;
    }
  }

  /**
   * An utterance of a call.
   *
   * @param latents {@code [M, D]}
   * @param conditioning {@code [2 x channels]}
   */
  @SuppressWarnings("ArrayRecordComponent") // read, and never compared as a whole
  record Row(float[] latents, float[] conditioning, long key) {}

  /**
   * Decodes several utterances in one call.
   *
   * @param utterances no more than the shape has rows; those that are left repeat the first
   * @param config of all of them
   * @return natural-log mels, each {@code [bands, frames of its codes]}
   */
  List<float[]> mels(List<Row> utterances, LaterShape shape, SynthesisConfig config) {
    int dim = manifest.autoregressive().modelDim();
    int longest = utterances.stream().mapToInt(row -> row.latents().length / dim).max().orElse(0);
    int padded = shape.padded(longest);
    int channels = utterances.get(0).conditioning().length;
    float[] latents = new float[shape.rows() * padded * dim];
    float[] conditioning = new float[shape.rows() * channels];
    long[] codes = new long[shape.rows()];
    long[] keys = new long[shape.rows()];
    for (int i = 0; i < shape.rows(); i++) {
      Row row = utterances.get(i < utterances.size() ? i : 0);
      System.arraycopy(row.latents(), 0, latents, i * padded * dim, row.latents().length);
      System.arraycopy(row.conditioning(), 0, conditioning, i * channels, channels);
      codes[i] = row.latents().length / dim;
      keys[i] = row.key();
    }
    try (TorchScope scope = device.scope()) {
      TorchValue mels =
          module.call(
              scope,
              "mels",
              scope.tensor(latents, shape.rows(), padded, dim),
              scope.tensor(codes),
              scope.tensor(conditioning, shape.rows(), channels),
              scope.tensor(keys),
              scope.value(config.sampler()),
              scope.value(config.diffusionSteps()),
              scope.value(config.guidance()),
              scope.value(config.diffusionTemperature()));
      float[] values = scope.floats(mels); // [rows, bands, frames]
      int frames = manifest.melFrames(padded);
      OutputShape.require(
          "diffusion.pt mels", values.length, shape.rows() * manifest.melBands(), frames);
      List<float[]> cut = new ArrayList<>();
      for (int i = 0; i < utterances.size(); i++) {
        cut.add(
            firstColumns(
                values,
                i * manifest.melBands(),
                manifest.melBands(),
                frames,
                manifest.melFrames((int) codes[i])));
      }
      return cut;
    }
  }

  /** {@return the first columns of some rows of a matrix} */
  private static float[] firstColumns(
      float[] matrix, int firstRow, int rows, int columns, int kept) {
    float[] result = new float[rows * kept];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(matrix, (firstRow + row) * columns, result, row * kept, kept);
    }
    return result;
  }

  @Override
  public void close() {
    module.close();
  }
}
