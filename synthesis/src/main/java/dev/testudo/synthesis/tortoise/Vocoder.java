// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Mel to waveform, one utterance per call at its exact length, or several padded with silence to
 * one length. For any number of threads.
 */
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
      OutputShape.require("vocoder.pt waveform", samples.length, frames, manifest.hopLength());
      return samples;
    }
  }

  /**
   * Renders several utterances in one call.
   *
   * @param mels no more than there are rows, each {@code [bands, S]}; rows that are left repeat the
   *     first
   * @param frames to which all are padded
   * @return samples of each, {@code [S x hop]} within [-1, 1]
   */
  List<float[]> waveforms(List<float[]> mels, List<Long> seeds, int rows, int frames) {
    int bands = manifest.melBands();
    float[] padded = new float[rows * bands * frames];
    long[] lengths = new long[rows];
    long[] keys = new long[rows];
    for (int i = 0; i < rows; i++) {
      int source = i < mels.size() ? i : 0;
      float[] mel = mels.get(source);
      int own = mel.length / bands;
      for (int band = 0; band < bands; band++) {
        System.arraycopy(mel, band * own, padded, (i * bands + band) * frames, own);
      }
      lengths[i] = own;
      keys[i] = seeds.get(source);
    }
    try (TorchScope scope = device.scope()) {
      TorchValue waveforms =
          module.call(
              scope,
              "waveforms",
              scope.tensor(padded, rows, bands, frames),
              scope.tensor(lengths),
              scope.tensor(keys));
      float[] samples = scope.floats(waveforms); // [rows, frames x hop]
      int width = frames * manifest.hopLength();
      OutputShape.require("vocoder.pt waveforms", samples.length, rows, width);
      List<float[]> cut = new ArrayList<>();
      for (int i = 0; i < mels.size(); i++) {
        int own = (int) lengths[i] * manifest.hopLength();
        cut.add(Arrays.copyOfRange(samples, i * width, i * width + own));
      }
      return cut;
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
