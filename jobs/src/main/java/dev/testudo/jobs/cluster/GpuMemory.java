package dev.testudo.jobs.cluster;

import dev.testudo.jobs.model.NvidiaSmi;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SpeechModel;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** How many slots a GPU has room for beside the model and the later stages. */
final class GpuMemory {
  private static final Logger LOG = LogManager.getLogger(GpuMemory.class);
  private static final String CUDA = "cuda:";

  /** The part of the free memory that slots may take: the later stages need some too. */
  private static final double SHARE = 0.6;

  /** Bits do not depend on how many slots there are, but products of such sizes are faster. */
  private static final int STEP = 8;

  private GpuMemory() {}

  /** {@return the configuration with as many slots as fit, at most those that it has} */
  static EngineConfig fitting(SpeechModel model, EngineConfig config) {
    if (!config.device().startsWith(CUDA)) {
      return config;
    }
    int index = Integer.parseInt(config.device().substring(CUDA.length()));
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
    return config.withSlots(slots);
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
}
