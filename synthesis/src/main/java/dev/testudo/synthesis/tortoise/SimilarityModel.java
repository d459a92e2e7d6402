// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;

/** How well speech codes fit a text: {@code clvp.pt}. For one thread. */
final class SimilarityModel implements LoadedModules.Network, CandidateRanking.Scorer {
  private static final int ROWS = 8;
  private static final int ROWS_ON_A_GPU = 64;

  private final TorchDevice device;
  private final TorchModule module;

  SimilarityModel(TorchDevice device, Path file, Precision precision) {
    this.device = device;
    this.module = new TorchModule(device, file, precision);
  }

  /** On a GPU the call costs more than its rows. */
  @Override
  public int rows() {
    return device.isGpu() ? ROWS_ON_A_GPU : ROWS;
  }

  @Override
  public float[] textLatent(long[] text) {
    try (TorchScope scope = device.scope()) {
      return scope.floats(module.call(scope, "text_latent", scope.tensor(text)));
    }
  }

  @Override
  public float[] scores(float[] texts, long[] codes, int rows) {
    try (TorchScope scope = device.scope()) {
      TorchValue scores =
          module.call(
              scope,
              "scores",
              scope.tensor(texts, rows, texts.length / rows),
              scope.tensor(codes, rows, codes.length / rows));
      float[] values = scope.floats(scores);
      OutputShape.require(BundleManifest.RANKING + " scores", values.length, rows, 1);
      return values;
    }
  }

  @Override
  public void close() {
    module.close();
  }
}
