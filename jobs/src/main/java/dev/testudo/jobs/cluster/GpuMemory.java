// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.model.NvidiaSmi;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SpeechModel;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What is in use of a GPU, and how many slots it has room for beside the later stages. */
public final class GpuMemory {
  private static final Logger LOG = LogManager.getLogger(GpuMemory.class);
  private static final String CUDA = "cuda:";

  /** The part of the free memory that slots may take: the later stages need some too. */
  private static final double SHARE = 0.6;

  /** Bits do not depend on how many slots there are, but products of such sizes are faster. */
  private static final int STEP = 8;

  private GpuMemory() {}

  /**
   * What a row of the later stages takes on all workers together, in slots, since both grow with
   * the model. An estimate: one call of 16 rows of the official sizes took 84 slots with its masks.
   */
  private static final int SLOTS_OF_A_ROW = 8;

  /** {@return the configuration with as many slots and rows as fit, at most those that it has} */
  static EngineConfig fitting(SpeechModel model, EngineConfig config) {
    if (!config.device().startsWith(CUDA)) {
      return config;
    }
    int index = index(config.device());
    List<NvidiaSmi.Gpu> gpus = NvidiaSmi.gpus();
    if (index >= gpus.size()) {
      return config; // The engine tries, and halves them where memory ends.
    }
    int slots = slots(config.slots(), gpus.get(index).freeBytes(), model.bytesPerSlot());
    if (slots < config.slots()) {
      LOG.warn(
          "Using {} slots instead of {}: {} has {} MiB free",
          slots,
          config.slots(),
          config.device(),
          gpus.get(index).freeBytes() >> 20);
    }
    int rows = rows(config.laterRows(), gpus.get(index).freeBytes(), model.bytesPerSlot());
    if (rows < config.laterRows()) {
      LOG.warn(
          "Rendering one utterance a call instead of {}: {} has {} MiB free",
          config.laterRows(),
          config.device(),
          gpus.get(index).freeBytes() >> 20);
    }
    return config.withSlots(slots).withLaterCalls(rows, config.laterStepCodes());
  }

  /**
   * {@return bytes in use on a GPU, by all processes; 0 on a CPU, and where the driver cannot say}
   *
   * @param device such as {@code cuda:0}, with or without its name behind
   */
  public static long usedBytes(String device) {
    if (!device.startsWith(CUDA)) {
      return 0;
    }
    List<NvidiaSmi.Gpu> gpus = NvidiaSmi.gpus();
    int index = index(device.split(" ", 2)[0]);
    return index < gpus.size() ? gpus.get(index).memoryBytes() - gpus.get(index).freeBytes() : 0;
  }

  private static int index(String device) {
    return Integer.parseInt(device.substring(CUDA.length()));
  }

  /**
   * {@return as many slots as fit, at most those wanted}
   *
   * @param bytesPerSlot 0 for a model that needs none
   */
  static int slots(int wanted, long freeBytes, long bytesPerSlot) {
    if (bytesPerSlot == 0) {
      return wanted;
    }
    long fit = (long) (SHARE * freeBytes) / bytesPerSlot;
    if (fit >= wanted) {
      return wanted;
    }
    return (int) Math.max(EngineConfig.MIN_SLOTS, fit / STEP * STEP);
  }

  /** {@return the rows that were wanted if they fit beside the slots, or else 1} */
  static int rows(int wanted, long freeBytes, long bytesPerSlot) {
    return bytesPerSlot * SLOTS_OF_A_ROW * wanted <= (1 - SHARE) * freeBytes ? wanted : 1;
  }
}
