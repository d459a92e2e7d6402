// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.DeviceMarks;
import dev.testudo.jobs.cluster.GpuEngine;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.model.GpuInstall;
import dev.testudo.jobs.model.GpuLibraries;
import dev.testudo.jobs.model.NvidiaSmi;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.Probe;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.synthesis.EngineConfig;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.audio.Durations;
import dev.testudo.synthesis.tone.ToneModel;
import dev.testudo.synthesis.torch.CudaLibraries;
import dev.testudo.synthesis.torch.TorchDevice;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What works on this machine, and what to do about what does not. */
@Command(
    name = "doctor",
    description = "Checks Java, memory, the model on its device, and a library's storage.",
    footer = {"", "Example:", "  testudo doctor --library s3a://books/library"})
public final class DoctorCommand implements Callable<Integer> {
  private static final long MIN_HEAP_BYTES = 1L << 30;
  private static final String SENTENCE = "The quick brown fox jumps over the lazy dog.";

  @Spec private CommandSpec spec;

  @Option(
      names = "--library",
      paramLabel = "URI",
      description = "Also check its storage, with conditional puts.")
  private Optional<String> library = Optional.empty();

  @Option(
      names = "--clear-device-marks",
      description = "Allow failed devices of this host to be used again.")
  private boolean clearDeviceMarks;

  @Mixin private ModelOptions models = new ModelOptions();
  @Mixin private SettingOptions set = new SettingOptions();

  private boolean healthy = true;

  @Override
  public Integer call() {
    Settings settings =
        GpuEngine.onThisMachine(Settings.of(Settings.DEFAULT_PRESET, set.overrides()))
            .forOneUtterance();
    check("java", DoctorCommand::java);
    check("memory", DoctorCommand::memory);
    check("devices", this::devices);
    check("gpu", () -> gpu(settings));
    check("model", () -> model(settings));
    library.ifPresent(uri -> check("storage", () -> storage(uri, settings)));
    return healthy ? 0 : Failures.INCOMPLETE;
  }

  /** Prints what a check finds; a failure is a finding too. */
  private void check(String name, Supplier<String> check) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println("ok    " + name + ": " + check.get());
    } catch (RuntimeException | LinkageError e) {
      healthy = false;
      out.println("FAIL  " + name + ": " + Failures.sentence(e));
    }
    out.flush();
  }

  private static String java() {
    return "%s on %s %s, %d cores"
        .formatted(
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }

  private static String memory() {
    long heap = Runtime.getRuntime().maxMemory();
    if (heap < MIN_HEAP_BYTES) {
      throw new IllegalArgumentException(
          "Cannot render long books in a heap of %s: set TESTUDO_JAVA_OPTS=-Xmx2g"
              .formatted(Words.bytes(heap)));
    }
    return Words.bytes(heap) + " of heap at most";
  }

  private String devices() {
    DeviceMarks marks = DeviceMarks.ofThisHost();
    List<DeviceMarks.Mark> found = marks.list();
    if (clearDeviceMarks) {
      marks.clear();
      return "cleared %d marks of failed devices".formatted(found.size());
    }
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use "
              + found.stream()
                  .map(mark -> mark.device() + ", which failed (" + mark.reason() + ")")
                  .collect(Collectors.joining("; "))
              + ": repair or reset it, then run doctor --clear-device-marks");
    }
    return "none of this host is marked as failed";
  }

  /** What is here, and whether it can be used; that it works is shown by the speech. */
  private static String gpu(Settings settings) {
    List<NvidiaSmi.Gpu> gpus = NvidiaSmi.gpus();
    if (gpus.isEmpty()) {
      return "no NVIDIA driver is here, so the CPU is used";
    }
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    GpuInstall.unsupportedReason(system, gpus)
        .ifPresent(
            reason -> {
              throw new ConfigException(reason);
            });
    String found =
        gpus.stream()
            .map(
                gpu ->
                    "%s (compute capability %s, driver %s, %s, %s free)"
                        .formatted(
                            gpu.name(),
                            gpu.capability(),
                            gpu.driver(),
                            Words.bytes(gpu.memoryBytes()),
                            Words.bytes(gpu.freeBytes())))
            .collect(Collectors.joining("; "));
    Optional<Path> given = CudaLibraries.inEnvironment();
    if (given.isPresent()) {
      return found + "; libraries in " + given.get() + ", as the environment says";
    }
    return GpuLibraries.find(RenderSettings.gpuLibrariesOf(settings), settings.storage())
        .map(libraries -> found + "; libraries in " + libraries.folder())
        .orElse(found + "; not used: run \"testudo gpu install\"");
  }

  private String model(Settings settings) {
    SpeechModel model = models.open(settings);
    RenderSettings checked = RenderSettings.of(settings, models.reference(), model);
    EngineConfig config = GpuEngine.here(checked.engine(), settings.storage());
    try (Synthesizer synthesizer = model.load(config)) {
      Synthesizer.Engine engine = synthesizer.engine();
      check("speech", () -> speech(model, checked, synthesizer));
      if (!models.reference().equals(ToneModel.NAME)) {
        check("speed", () -> speed(config));
      }
      return "%s (%.12s) on %s, %s precision, %d slots, %s; loaded in %s, %s; voices %s"
          .formatted(
              model.name(),
              model.digest(),
              engine.device(),
              engine.precision().name().toLowerCase(Locale.ROOT),
              engine.slots(),
              engine.libraries(),
              Durations.text(engine.loadSeconds()),
              Words.bytes(engine.loadedBytes()),
              model.voices());
    }
  }

  private static String speech(
      SpeechModel model, RenderSettings settings, Synthesizer synthesizer) {
    long begin = System.nanoTime();
    Rendering rendering =
        synthesizer
            .submit(
                new UtteranceRequest(
                    Sha256.ofText(SENTENCE),
                    SENTENCE,
                    model.voice(model.voices().get(0)),
                    settings.synthesis()))
            .join();
    double seconds = (System.nanoTime() - begin) / 1e9;
    return "said \"%s\", %.1f s of audio in %.1f s"
        .formatted(SENTENCE, rendering.waveform().seconds(), seconds);
  }

  private static String speed(EngineConfig config) {
    try (TorchDevice device = new TorchDevice(config.device(), method -> {})) {
      return "a matrix product runs at %.2f TFLOP/s on %s"
          .formatted(device.matrixOperationsPerSecond() / 1e12, config.device());
    }
  }

  private static String storage(String uri, Settings settings) {
    try (ObjectStore store = new StoreLocation(uri, settings.storage()).open()) {
      Probe.missingGuarantee(store)
          .ifPresent(
              sentence -> {
                throw new IllegalArgumentException(sentence);
              });
      return uri + " takes conditional puts and replacements";
    }
  }
}
