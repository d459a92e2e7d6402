// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.model.GpuInstall;
import dev.testudo.jobs.model.GpuLibraries;
import dev.testudo.jobs.model.NvidiaSmi;
import dev.testudo.jobs.model.PackageIndex;
import dev.testudo.jobs.model.Wheel;
import dev.testudo.jobs.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Takes the CUDA libraries of PyTorch from the Python package index, or from a folder of wheels.
 */
@Command(
    name = "install",
    description = {
      "Installs the engine's libraries for an NVIDIA GPU: PyTorch 2.7.1 with CUDA 12.6, 2.7 GB to"
          + " download, 4.2 GB on disk. Needs no root and no Python; run again to resume.",
    },
    footer = {
      "",
      "Examples:",
      "  testudo gpu install",
      "  testudo gpu install --upload s3a://books/gpu",
    })
public final class GpuInstallCommand implements Callable<Integer> {
  private static final String INDEX = "https://pypi.org/simple";
  private static final long BETWEEN_LINES_NANOS = Duration.ofSeconds(10).toNanos();
  private static final double BYTES_PER_MINUTE = 60 * 100e6 / 8; // at 100 Mbit/s

  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Folder for the libraries, to be named by --set gpu-libraries; default: one below"
              + " ~/.cache/testudo, which needs no setting.")
  private Optional<Path> to = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Take the wheels from this folder and use no network.")
  private Optional<Path> from = Optional.empty();

  @Option(
      names = "--index",
      paramLabel = "URL",
      description = "The package index; default: PIP_INDEX_URL, else https://pypi.org/simple.")
  private Optional<URI> index = Optional.empty();

  @Option(
      names = "--upload",
      paramLabel = "URI",
      description = "Also put the libraries into an object storage, for a cluster's executors.")
  private Optional<String> upload = Optional.empty();

  @Option(
      names = "--list",
      paramLabel = "FILE",
      description = "Wheels to install instead of those in conf/gpu, with the same columns.")
  private Optional<Path> list = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "One setting of the storage client, for --upload.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  private long nextLine = System.nanoTime() + BETWEEN_LINES_NANOS;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path target = to.orElseGet(GpuLibraries::defaultFolder);
    List<NvidiaSmi.Gpu> gpus = NvidiaSmi.gpus();
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    GpuInstall.unsupportedReason(system, gpus)
        .ifPresent(
            reason -> {
              throw new ConfigException(reason);
            });
    out.println(machine(gpus));
    GpuInstall install =
        new GpuInstall(list.map(GpuInstallCommand::read).orElseGet(Wheel::ofRelease), target);
    install.requireRoom();
    out.printf(
        "Installing in %s: %s of wheels%s, %s on disk%n",
        target,
        Words.bytes(install.downloadBytes()),
        from.isPresent()
            ? " from " + from.get()
            : " to download (%.0f min at 100 Mbit/s)"
                .formatted(Math.ceil(install.downloadBytes() / BYTES_PER_MINUTE)),
        Words.bytes(install.installedBytes()));
    out.flush();
    GpuLibraries installed =
        from.isPresent()
            ? install.fromFolder(from.get())
            : install.fromIndex(new PackageIndex(index()), this::progress);
    out.printf("Installed %s in %s%n", Words.bytes(installed.bytes()), target);
    upload.ifPresent(uri -> upload(installed, uri));
    out.println(
        to.isPresent()
            ? "Use them with --set gpu-libraries=" + target
            : "They are used from now on; testudo doctor shows whether they work");
    out.flush();
    return 0;
  }

  private static List<Wheel> read(Path file) {
    try {
      return Wheel.parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new ConfigException("Cannot read the list " + file + ": it is not a readable file");
    }
  }

  private static String machine(List<NvidiaSmi.Gpu> gpus) {
    return gpus.isEmpty()
        ? "No NVIDIA driver is here: installing for another machine or an image"
        : "Found %d GPU(s): %s, driver %s"
            .formatted(gpus.size(), gpus.get(0).name(), gpus.get(0).driver());
  }

  private URI index() {
    String environment = System.getenv().getOrDefault("PIP_INDEX_URL", "");
    return index.orElseGet(() -> URI.create(environment.isEmpty() ? INDEX : environment));
  }

  /** A line on standard error now and then. */
  private void progress(Wheel wheel, long bytes) {
    if (System.nanoTime() >= nextLine) {
      nextLine = System.nanoTime() + BETWEEN_LINES_NANOS;
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          wheel.project() + ": " + Words.bytes(bytes) + " of " + Words.bytes(wheel.bytes()));
      err.flush();
    }
  }

  private void upload(GpuLibraries installed, String uri) {
    Settings settings = Settings.of(Settings.DEFAULT_PRESET, overrides);
    try (ObjectStore store = ObjectStore.open(uri, settings.storage())) {
      installed.upload(store);
    }
    spec.commandLine().getOut().println("Uploaded; executors use --set gpu-libraries=" + uri);
  }
}
