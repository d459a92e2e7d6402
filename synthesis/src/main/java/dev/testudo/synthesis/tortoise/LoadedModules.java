package dev.testudo.synthesis.tortoise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What is loaded on a device, by name. For any number of threads. */
final class LoadedModules implements AutoCloseable {
  /** A network that holds a module of the device. */
  interface Network extends AutoCloseable {
    @Override
    void close();
  }

  private final Map<String, Network> loaded = new LinkedHashMap<>();

  /** {@return the network of this name, loaded when it is first wanted} */
  synchronized <T extends Network> T get(Class<T> type, String name, Supplier<T> loader) {
    Network network = loaded.get(name);
    if (network == null) {
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
