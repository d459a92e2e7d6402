// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Voice;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchModule;
import dev.testudo.synthesis.torch.TorchScope;
import dev.testudo.synthesis.torch.TorchValue;
import java.nio.file.Path;

/** Seeds to the latents of random voices: {@code random.pt}. */
public final class RandomVoices {
  public static final String FILE = "random.pt";

  private RandomVoices() {}

  /**
   * {@return the voice of a seed} The module is loaded for this voice and freed again: voices are
   * made once and kept.
   *
   * @param bundle directory that has {@link #FILE}
   * @throws dev.testudo.synthesis.SynthesisException if the module fails
   */
  public static Voice make(Path bundle, String name, long seed) {
    TorchDevice.prepareThread();
    try (TorchDevice device = new TorchDevice("cpu", method -> {});
        TorchModule module = new TorchModule(device, bundle.resolve(FILE), Precision.SINGLE);
        TorchScope scope = device.scope()) {
      TorchValue[] latents =
          scope.elements(module.call(scope, "latents", scope.scalarTensor(seed)));
      return Latents.voice(name, scope.floats(latents[0]), scope.floats(latents[1]));
    }
  }
}
