// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.listen.Listener;
import dev.testudo.synthesis.torch.TorchDevice;

/** The program's listener among a bundle's networks. For any number of threads. */
final class ListenerNetwork implements LoadedModules.Network {
  private final Listener listener;

  ListenerNetwork(TorchDevice device, Precision precision) {
    this.listener = new Listener(device, precision);
  }

  Listener listener() {
    return listener;
  }

  @Override
  public void close() {
    listener.close();
  }
}
