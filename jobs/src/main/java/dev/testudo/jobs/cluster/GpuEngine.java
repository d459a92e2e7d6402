// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.model.GpuInstall;
import dev.testudo.jobs.model.GpuLibraries;
import dev.testudo.jobs.model.NvidiaSmi;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.torch.CudaLibraries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** What a process does before its engine opens a device: never silently another than was meant. */
public final class GpuEngine {
  private static final Logger LOG = LogManager.getLogger(GpuEngine.class);
  private static final String FIRST = "cuda:0";

  private GpuEngine() {}

  /**
   * {@return the settings for work on this machine: where no device was chosen it is the first GPU,
   * if {@code gpu install} was run for it}
   */
  public static Settings onThisMachine(Settings settings) {
    if (!settings.device().equals("auto") || NvidiaSmi.gpus().isEmpty()) {
      return settings;
    }
    String setting = RenderSettings.gpuLibrariesOf(settings);
    boolean works =
        CudaLibraries.inEnvironment().isPresent()
            || GpuLibraries.find(setting, settings.storage()).isPresent();
    return works ? settings.onDevice(FIRST) : settings;
  }

  /** {@return the same for a run with a local master; the settings as they are for a cluster} */
  public static Settings inLocalMode(Settings settings, Optional<String> master) {
    return LazySession.isLocal(master, settings) ? onThisMachine(settings) : settings;
  }

  /** {@return the engine of a process that Spark gives no device, prepared to be loaded} */
  public static EngineConfig here(EngineSpec spec, Map<String, String> storage) {
    EngineConfig config = spec.on(List.of());
    prepare(spec, config, storage);
    return config;
  }

  private static Optional<GpuLibraries> libraries(EngineSpec spec, Map<String, String> storage) {
    return GpuLibraries.find(spec.gpuLibraries(), storage);
  }

  /**
   * Says which libraries the engine loads, and refuses a GPU that cannot work.
   *
   * @throws SynthesisException in one sentence
   */
  public static void prepare(EngineSpec spec, EngineConfig config, Map<String, String> storage) {
    if (!config.device().startsWith("cuda:")) {
      if (spec.device().equals("auto")) {
        NvidiaSmi.gpus().stream()
            .findFirst()
            .ifPresent(
                gpu ->
                    LOG.warn(
                        "Rendering on the CPU although this machine has an {}: run \"testudo gpu"
                            + " install\", and on a cluster give executors a GPU",
                        gpu.name()));
      }
      return;
    }
    Optional<Path> given = CudaLibraries.inEnvironment();
    if (given.isPresent()) {
      // As installed: in the folder that has torch/lib.
      recordGraphsIfWanted(spec, given.map(torch -> torch.resolve("../..").normalize()));
      return;
    }
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    GpuInstall.unsupportedReason(system, NvidiaSmi.gpus())
        .ifPresent(
            reason -> {
              throw new SynthesisException(Category.MODEL, reason);
            });
    Optional<GpuLibraries> libraries = libraries(spec, storage);
    // Without them the engine loads those for a CPU, sees no GPU, and refuses in one sentence.
    libraries.ifPresent(found -> CudaLibraries.use(found.torch()));
    recordGraphsIfWanted(spec, libraries.map(GpuLibraries::folder));
  }

  private static void recordGraphsIfWanted(EngineSpec spec, Optional<Path> folder) {
    if (!spec.cudaGraphs()) {
      return;
    }
    Path library = folder.orElse(Path.of("")).resolve(CudaLibraries.GRAPHS);
    if (Files.isRegularFile(library)) {
      CudaLibraries.recordGraphs(library);
    } else {
      LOG.warn(
          "Decoding without CUDA graphs: {} is not there; synthesis/native/build makes it",
          library);
    }
  }
}
