package dev.testudo.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The devices of this host that failed for good: one small file each, so that whatever process
 * comes up on the same device next refuses it. The folder is {@code testudo.deviceMarks} (system
 * property), else {@code TESTUDO_DEVICE_MARKS} (environment), else {@code /tmp/testudo-devices},
 * which a reboot empties on most systems, as it resets devices.
 */
public final class DeviceMarks {
  private static final long ASK_SECONDS = 20;

  private final Path folder;

  public DeviceMarks(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /** A device that is not to be used, and why. */
  public record Mark(String device, String reason) {}

  public static DeviceMarks ofThisHost() {
    String property = System.getProperty("testudo.deviceMarks", "");
    String environment = System.getenv().getOrDefault("TESTUDO_DEVICE_MARKS", "");
    String chosen = property.isEmpty() ? environment : property;
    return new DeviceMarks(Path.of(chosen.isEmpty() ? "/tmp/testudo-devices" : chosen));
  }

  /** {@return the GPU's UUID, which outlives renumbering; its address where none can be asked} */
  static String deviceAt(String address) {
    try {
      Process asked =
          new ProcessBuilder(
                  "nvidia-smi", "--query-gpu=uuid", "--format=csv,noheader", "-i", address)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String uuid = new String(asked.getInputStream().readAllBytes(), UTF_8).strip();
      boolean ended = asked.waitFor(ASK_SECONDS, TimeUnit.SECONDS);
      return ended && asked.exitValue() == 0 && uuid.matches("[\\w-]+") ? uuid : "gpu-" + address;
    } catch (IOException e) {
      return "gpu-" + address;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "gpu-" + address;
    }
  }

  /** {@return why the device is not to be used, or empty if it may be} */
  Optional<String> reason(String device) {
    Path file = folder.resolve(device);
    return Files.exists(file) ? Optional.of(read(file).reason()) : Optional.empty();
  }

  void mark(String device, String reason) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(device), reason);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot mark device " + device + " in " + folder + ": " + e, e);
    }
  }

  /** {@return every mark of this host, in name order} */
  public List<Mark> list() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(DeviceMarks::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the device marks in " + folder + ": " + e, e);
    }
  }

  private static Mark read(Path file) {
    try {
      return new Mark(file.getFileName().toString(), Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the device mark " + file + ": " + e, e);
    }
  }

  /** Lets every device of this host be used again. */
  public void clear() {
    for (Mark mark : list()) {
      try {
        Files.deleteIfExists(folder.resolve(mark.device()));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot clear the device marks in " + folder + ": " + e, e);
      }
    }
  }
}
