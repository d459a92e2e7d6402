// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import ai.djl.engine.EngineException;

/**
 * Calls of modules that were recorded on a GPU and can be done again at the cost of one call. They
 * read and write the tensors that they were recorded with. For one thread.
 */
public final class TorchGraph implements AutoCloseable {
  private final long graph;

  private TorchGraph(long graph) {
    this.graph = graph;
  }

  /**
   * {@return the calls, which are not done yet}
   *
   * @throws dev.testudo.synthesis.SynthesisException if one of them cannot be recorded
   */
  static TorchGraph record(int device, Runnable calls) {
    try {
      long graph = CudaGraphs.begin(device);
      try {
        calls.run();
      } catch (RuntimeException e) {
        abandon(graph, e);
        throw e;
      }
      end(graph);
      return new TorchGraph(graph);
    } catch (EngineException e) {
      throw TorchFailures.of(e);
    }
  }

  private static void end(long graph) {
    try {
      CudaGraphs.end(graph);
    } catch (EngineException e) {
      CudaGraphs.release(graph);
      throw e;
    }
  }

  private static void abandon(long graph, RuntimeException reason) {
    try {
      end(graph);
      CudaGraphs.release(graph);
    } catch (EngineException e) {
      reason.addSuppressed(e);
    }
  }

  public void replay() {
    try {
      CudaGraphs.replay(graph);
    } catch (EngineException e) {
      throw TorchFailures.of(e);
    }
  }

  @Override
  public void close() {
    CudaGraphs.release(graph);
  }
}
