// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this process loads the engine's libraries for a GPU from. They replace those for a CPU, and
 * a process loads one of the two, once: it is said before the first device is opened.
 */
public final class CudaLibraries {
  private static final String PATH = "PYTORCH_LIBRARY_PATH";
  private static final String EXTRA = "PYTORCH_EXTRA_LIBRARY_PATH";
  private static final String FLAVOR = "PYTORCH_FLAVOR";

  /** The native layer in the distribution that fits the libraries; it works with CUDA 12.6 too. */
  private static final String NATIVE_LAYER = "cu128";

  /** The library of {@link #recordGraphs}. */
  public static final String GRAPHS = CudaGraphs.LIBRARY;

  private CudaLibraries() {}

  /** {@return the folder that the environment names by the engine's own variable} */
  public static Optional<Path> inEnvironment() {
    String given = System.getenv().getOrDefault(PATH, System.getProperty(PATH, ""));
    return given.isEmpty() ? Optional.empty() : Optional.of(Path.of(given));
  }

  /**
   * Lets work on a GPU be recorded as CUDA graphs, by a library of ours.
   *
   * @param library {@code libtestudo_graphs.so}
   */
  public static void recordGraphs(Path library) {
    System.setProperty(EXTRA, library.toString());
  }

  static boolean areGraphsRecorded() {
    return System.getProperty(EXTRA, "").endsWith(CudaGraphs.LIBRARY);
  }

  /**
   * Loads from this folder, unless the environment names another.
   *
   * @param torch with {@code libtorch.so}
   */
  public static void use(Path torch) {
    if (inEnvironment().isEmpty()) {
      System.setProperty(PATH, torch.toString());
      System.setProperty(FLAVOR, NATIVE_LAYER);
    }
  }
}
