// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.listen.TakeListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The listener of an executor's JVM for takes that are stored already, shared by all its tasks:
 * loaded by the first task that needs it.
 */
public final class ExecutorListener {
  private static final Map<String, TakeListener> LOADED = new HashMap<>();

  private ExecutorListener() {}

  /**
   * {@return the listener of this JVM}
   *
   * @param gpuAddresses what Spark gave this executor; none on a CPU
   */
  public static synchronized TakeListener get(List<String> gpuAddresses) {
    String device = gpuAddresses.isEmpty() ? "cpu" : "cuda:" + gpuAddresses.get(0);
    Precision precision = gpuAddresses.isEmpty() ? Precision.SINGLE : Precision.HALF;
    return LOADED.computeIfAbsent(device, name -> new TakeListener(name, precision));
  }

  /** Frees every device of this JVM. */
  public static synchronized void close() {
    LOADED.values().forEach(TakeListener::close);
    LOADED.clear();
  }
}
