package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.DeviceMarks;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.Probe;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.Synthesizer;
import dev.testudo.synthesis.audio.Durations;
import java.io.PrintWriter;
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
    Settings settings = Settings.of(Settings.DEFAULT_PRESET, set.overrides());
    check("java", DoctorCommand::java);
    check("memory", DoctorCommand::memory);
    check("devices", this::devices);
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

  private String model(Settings settings) {
    SpeechModel model = models.open(settings);
    RenderSettings checked = RenderSettings.of(settings, models.reference(), model);
    try (Synthesizer synthesizer = model.load(checked.engine().on(List.of()))) {
      Synthesizer.Engine engine = synthesizer.engine();
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
