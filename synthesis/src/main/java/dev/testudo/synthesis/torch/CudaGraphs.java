// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import ai.djl.engine.EngineException;

/** The functions of {@code synthesis/native/graphs.cpp}, which the engine loads beside itself. */
final class CudaGraphs {
  static final String LIBRARY = "libtestudo_graphs.so";

  private CudaGraphs() {}

  /**
   * What this thread gives the device goes to a stream of its own from now on.
   *
   * @param first whether it comes before that of other threads
   */
  static native void ownStream(int device, boolean first);

  /**
   * Records what this thread gives the device from now on, instead of doing it.
   *
   * @throws EngineException if the device cannot
   */
  static native long begin(int device);

  /** Ends the recording; what was not allowed in it fails here. */
  static native void end(long graph);

  /** Gives the device everything at once, after what it was given before. */
  static native void replay(long graph);

  static native void release(long graph);
}
