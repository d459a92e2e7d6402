// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.EngineConfig.Precision;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which model every executor loads and how; the executor adds its own device address.
 *
 * @param model the model's name or URI
 * @param modelDigest as the driver saw it; an executor that finds another one refuses
 * @param device {@code auto} (the GPU that Spark gave, else the CPU), {@code cpu} or {@code cuda:N}
 * @param precision {@code auto} (half on a GPU, single on a CPU), {@code single} or {@code half}
 * @param slots decoder slots
 * @param workers threads of the later stages; 0 for the cores that the decoder leaves, on a GPU for
 *     at most {@link #MAX_GPU_WORKERS} of them
 * @param lowMemory whether only one network is on the device at a time
 * @param laterRows utterances of one call of a later stage
 * @param laterStepCodes with more rows than one, lengths are padded to a multiple of this number of
 *     codes
 * @param gpuLibraries where the engine's libraries for a GPU are: {@code auto}, a folder or a URI
 * @param cudaGraphs whether decoding steps on a GPU are recorded as CUDA graphs
 */
public record EngineSpec(
    String model,
    String modelDigest,
    String device,
    String precision,
    int slots,
    int workers,
    boolean lowMemory,
    int laterRows,
    int laterStepCodes,
    String gpuLibraries,
    boolean cudaGraphs)
    implements Serializable {
  /** More threads than this wait for each other at the driver's lock: GPU.md has the figures. */
  private static final int MAX_GPU_WORKERS = 4;

  private static final int MIN_GPU_WORKERS = 2;

  private static final String PREFIX = "spark.testudo.";

  public EngineSpec {
    requireNonNull(model, "model is null");
    requireNonNull(modelDigest, "modelDigest is null");
    requireNonNull(device, "device is null");
    requireNonNull(precision, "precision is null");
    requireNonNull(gpuLibraries, "gpuLibraries is null");
    if (workers < 0) {
      throw new IllegalArgumentException(
          "Cannot use \"workers\" = " + workers + ": it must be 0 (spare cores) or more");
    }
    config(device, precision, slots, workers, lowMemory, List.of())
        .withLaterCalls(laterRows, laterStepCodes);
  }

  EngineSpec withSlots(int newSlots) {
    return new EngineSpec(
        model,
        modelDigest,
        device,
        precision,
        newSlots,
        workers,
        lowMemory,
        laterRows,
        laterStepCodes,
        gpuLibraries,
        cudaGraphs);
  }

  /** {@return what {@link EngineConfig#utterancesInFlight} says, whatever the device} */
  public int utterancesInFlight() {
    return on(List.of()).utterancesInFlight();
  }

  /** {@return this as Spark properties, in which the plugin of every executor finds it} */
  public Map<String, String> toProperties() {
    return Map.ofEntries(
        entry(PREFIX + "model", model),
        entry(PREFIX + "modelDigest", modelDigest),
        entry(PREFIX + "device", device),
        entry(PREFIX + "precision", precision),
        entry(PREFIX + "slots", Integer.toString(slots)),
        entry(PREFIX + "workers", Integer.toString(workers)),
        entry(PREFIX + "lowMemory", Boolean.toString(lowMemory)),
        entry(PREFIX + "laterRows", Integer.toString(laterRows)),
        entry(PREFIX + "laterStepCodes", Integer.toString(laterStepCodes)),
        entry(PREFIX + "gpuLibraries", gpuLibraries),
        entry(PREFIX + "cudaGraphs", Boolean.toString(cudaGraphs)));
  }

  /** The inverse of {@link #toProperties}; empty properties if a session has no model. */
  public static boolean isIn(Map<String, String> properties) {
    return properties.containsKey(PREFIX + "model");
  }

  public static EngineSpec fromProperties(Map<String, String> properties) {
    return new EngineSpec(
        properties.get(PREFIX + "model"),
        properties.get(PREFIX + "modelDigest"),
        properties.get(PREFIX + "device"),
        properties.get(PREFIX + "precision"),
        Integer.parseInt(properties.get(PREFIX + "slots")),
        Integer.parseInt(properties.get(PREFIX + "workers")),
        Boolean.parseBoolean(properties.get(PREFIX + "lowMemory")),
        Integer.parseInt(properties.get(PREFIX + "laterRows")),
        Integer.parseInt(properties.get(PREFIX + "laterStepCodes")),
        properties.get(PREFIX + "gpuLibraries"),
        Boolean.parseBoolean(properties.get(PREFIX + "cudaGraphs")));
  }

  /**
   * {@return the engine for one executor}
   *
   * @param gpuAddresses what Spark gave this executor; none on a CPU
   */
  public EngineConfig on(List<String> gpuAddresses) {
    return config(device, precision, slots, workers, lowMemory, gpuAddresses)
        .withLaterCalls(laterRows, laterStepCodes);
  }

  private static EngineConfig config(
      String device,
      String precision,
      int slots,
      int workers,
      boolean lowMemory,
      List<String> gpuAddresses) {
    String address = gpuAddresses.isEmpty() ? "cpu" : "cuda:" + gpuAddresses.get(0);
    String chosen = device.equals("auto") ? address : device;
    boolean onCpu = chosen.equals("cpu");
    Precision byDevice = onCpu ? Precision.SINGLE : Precision.HALF;
    int spareCores = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    int byCores =
        onCpu ? spareCores : Math.max(MIN_GPU_WORKERS, Math.min(MAX_GPU_WORKERS, spareCores));
    return new EngineConfig(
        chosen,
        precision.equals("auto") ? byDevice : Precision.valueOf(precision.toUpperCase(Locale.ROOT)),
        slots,
        workers == 0 ? byCores : workers,
        lowMemory);
  }
}
