// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is loaded on a device, by name: all that was ever wanted, or only what was wanted last. For
 * any number of threads, or in the second case for one.
 */
final class LoadedModules implements AutoCloseable {
  /** A network that holds a module of the device. */
  interface Network extends AutoCloseable {
    @Override
    void close();
  }

  private final boolean onlyTheLast;
  private final Map<String, Network> loaded = new LinkedHashMap<>();

  LoadedModules(boolean onlyTheLast) {
    this.onlyTheLast = onlyTheLast;
  }

  /** {@return whether wanting one network closes every other} */
  boolean keepsOneNetwork() {
    return onlyTheLast;
  }

  /** {@return the network of this name, loaded if it is not there} */
  synchronized <T extends Network> T get(Class<T> type, String name, Supplier<T> loader) {
    Network network = loaded.get(name);
    if (network == null) {
      if (onlyTheLast) {
        close();
      }
      network = loader.get();
      loaded.put(name, network);
    }
    return type.cast(network);
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(Network::close);
    loaded.clear();
  }
}
