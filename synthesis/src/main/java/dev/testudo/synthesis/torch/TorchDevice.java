// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The device that a synthesizer owns: modules and tensors live on it, and are counted. */
public final class TorchDevice implements AutoCloseable {
  private static final Logger log = LogManager.getLogger(TorchDevice.class);
  private static final String ENGINE = "PyTorch";

  private final PtNDManager manager;
  private final AtomicLong openValues = new AtomicLong();
  private final Consumer<String> probe;

  /**
   * @param probe called with the method's name before each call of a module; what it throws, the
   *     call throws: so tests see a device fail
   */
  public TorchDevice(String name, Consumer<String> probe) {
    this.probe = probe;
    disableDownloads();
    // A stream for each call would let in-place writes to a cache race.
    System.clearProperty("ai.djl.pytorch.inference_separate_cuda_stream");
    Engine engine = start(name);
    Device device = name.startsWith("cuda:") ? gpu(engine, name) : Device.cpu();
    // With one thread a call's bits do not depend on the machine; calls run side by side instead.
    JniUtils.setNumThreads(1);
    manager = (PtNDManager) NDManager.newBaseManager(device, ENGINE);
  }

  /** The engine loads its libraries when it is asked for first, and fails in many ways. */
  private static Engine start(String device) {
    try {
      return Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      throw new SynthesisException(
          Category.MODEL,
          "Cannot start PyTorch for "
              + device
              + ": "
              + rootMessage(e)
              + "; run testudo doctor there",
          e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).strip();
    return message.lines().findFirst().orElse(root.getClass().getSimpleName());
  }

  private static Device gpu(Engine engine, String name) {
    int index = Integer.parseInt(name.substring("cuda:".length()));
    if (!engine.hasCapability(StandardCapabilities.CUDA)) {
      throw unusable(
          name,
          "only the engine's libraries for a CPU are here; run \"testudo gpu install\" on this"
              + " machine");
    }
    // It is counted by the system's CUDA runtime, which PyTorch, having its own, can do without.
    int count = engine.getGpuCount();
    if (count > 0 && index >= count) {
      throw unusable(name, "PyTorch sees " + count + " GPUs here");
    }
    Device device = Device.gpu(index);
    try (NDManager probe = NDManager.newBaseManager(device, ENGINE)) {
      probe.zeros(new Shape(1));
    } catch (EngineException e) {
      throw unusable(
          name,
          "the engine's libraries for a GPU are here, but the driver gives it none ("
              + rootMessage(e)
              + "); see what nvidia-smi says");
    }
    return device;
  }

  private static SynthesisException unusable(String name, String reason) {
    return new SynthesisException(
        Category.MODEL, "Cannot use " + name + ": " + reason + ", or use --set device=cpu");
  }

  /** The native libraries come with the distribution; the engine needs no network. */
  private static void disableDownloads() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    if (System.getenv("DJL_OFFLINE") == null && System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  /** Must be called once on every thread that runs modules: PyTorch keeps this flag per thread. */
  public static void prepareThread() {
    JniUtils.setGraphExecutorOptimize(false);
  }

  /**
   * What this thread gives a GPU goes to a stream of its own from now on, so that the device works
   * for several threads at once. Such threads must not hand tensors to each other. Nothing happens
   * on a CPU, and without the library of CUDA graphs.
   *
   * @param first whether the device prefers it to the work of other threads
   */
  public void useOwnStream(boolean first) {
    if (!recordsGraphs()) {
      return;
    }
    try {
      CudaGraphs.ownStream(manager.getDevice().getDeviceId(), first);
    } catch (EngineException e) {
      throw TorchFailures.of(e);
    } catch (LinkageError e) {
      log.warn(
          "Working on one CUDA stream: {} is of another version; run \"testudo gpu install\" again",
          CudaLibraries.GRAPHS);
    }
  }

  PtNDManager manager() {
    return manager;
  }

  public boolean isGpu() {
    return manager.getDevice().isGpu();
  }

  void beforeCall(String method) {
    probe.accept(method);
  }

  /** {@return a scope for the values of one call; the caller closes it} */
  public TorchScope scope() {
    return new TorchScope(manager.newSubManager(manager.getDevice()), openValues);
  }

  /** {@return whether {@link #record} can be used here} */
  public boolean recordsGraphs() {
    return isGpu() && CudaLibraries.areGraphsRecorded();
  }

  /** {@return calls of modules to be done again and again at the cost of one} */
  public TorchGraph record(Runnable calls) {
    return TorchGraph.record(manager.getDevice().getDeviceId(), calls);
  }

  /** {@return what a large matrix product achieves here, in half precision on a GPU} */
  public double matrixOperationsPerSecond() {
    int size = isGpu() ? 4096 : 1024;
    int times = isGpu() ? 20 : 5;
    try (NDManager scope = manager.newSubManager(manager.getDevice())) {
      NDArray single = scope.randomNormal(new Shape(size, size));
      NDArray matrix = isGpu() ? single.toType(DataType.FLOAT16, true) : single;
      long begin = 0;
      for (int i = -2; i < times; i++) { // Two to warm up.
        if (i == 0) {
          await(matrix);
          begin = System.nanoTime();
        }
        matrix.matMul(matrix).close();
      }
      await(matrix.matMul(matrix));
      return 2.0 * size * size * size * (times + 1) / ((System.nanoTime() - begin) / 1e9);
    }
  }

  /** A value that the host reads is there once all work before it is done. */
  private static void await(NDArray array) {
    array.get(0).get(0).toType(DataType.FLOAT32, true).getFloat();
  }

  /** Gives memory that is cached but unused back to the device. */
  public void releaseCachedMemory() {
    if (isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  /** {@return values and tensors not yet freed, apart from weights} */
  public long openValues() {
    return openValues.get();
  }

  public static String libraries() {
    return ENGINE + " " + Engine.getEngine(ENGINE).getVersion() + ", DJL " + Engine.getDjlVersion();
  }

  @Override
  public void close() {
    manager.close();
    try {
      releaseCachedMemory();
    } catch (EngineException e) {
      log.debug("A lost device gives nothing back", e);
    }
  }
}
