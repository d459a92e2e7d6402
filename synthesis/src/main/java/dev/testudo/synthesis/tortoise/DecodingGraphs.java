// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.torch.TorchDevice;
import dev.testudo.synthesis.torch.TorchGraph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Recorded decoding steps by their plan. A plan that is met for the first time is done as it is,
 * which prepares the device for it; the second time it is recorded. What cannot be recorded is done
 * as it is from then on.
 */
final class DecodingGraphs implements AutoCloseable {
  private static final Logger log = LogManager.getLogger(DecodingGraphs.class);

  private final TorchDevice device;
  private final Set<String> met = new HashSet<>();
  private final Map<String, TorchGraph> recorded = new HashMap<>();
  private boolean failed;

  DecodingGraphs(TorchDevice device) {
    this.device = device;
  }

  /** Does the steps, one way or the other. */
  void run(String plan, Runnable steps) {
    if (failed || met.add(plan)) {
      steps.run();
      return;
    }
    TorchGraph graph = recorded.get(plan);
    if (graph == null) {
      try {
        graph = device.record(steps);
      } catch (SynthesisException e) {
        log.warn("Decoding without CUDA graphs: {}", e.getMessage());
        failed = true;
        steps.run();
        return;
      }
      recorded.put(plan, graph);
    }
    graph.replay();
  }

  /** Forgets all: the tensors that they were recorded with are gone. */
  @Override
  public void close() {
    recorded.values().forEach(TorchGraph::close);
    recorded.clear();
    met.clear();
  }
}
