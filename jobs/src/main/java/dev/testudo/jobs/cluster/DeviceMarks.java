// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.model.NvidiaSmi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The devices of this host that failed permanently: one small file each, so that whatever process
 * comes up on the same device next refuses it. The folder is {@code testudo.deviceMarks} (system
 * property), else {@code TESTUDO_DEVICE_MARKS} (environment), else a folder of the user's own below
 * {@code /tmp}, which a reboot empties on most systems, as it resets devices. A folder that another
 * user has made there is not believed.
 */
public final class DeviceMarks {
  private static final Logger LOG = LogManager.getLogger(DeviceMarks.class);
  private static final Duration ASKING = Duration.ofSeconds(20);

  private final Path folder;
  private final Trust trust;

  /** Whom a folder may belong to. */
  enum Trust {
    /** Any owner: the user has named the folder. */
    NAMED,
    /** The user of this process only: everybody may make a folder where it is. */
    OWN
  }

  /** Marks in a folder that a person has named. */
  public DeviceMarks(Path folder) {
    this(folder, Trust.NAMED);
  }

  DeviceMarks(Path folder, Trust trust) {
    this.folder = requireNonNull(folder, "folder is null");
    this.trust = requireNonNull(trust, "trust is null");
  }

  /** A device that is not to be used, and why. */
  public record Mark(String device, String reason) {}

  public static DeviceMarks ofThisHost() {
    String property = System.getProperty("testudo.deviceMarks", "");
    String environment = System.getenv().getOrDefault("TESTUDO_DEVICE_MARKS", "");
    String chosen = property.isEmpty() ? environment : property;
    return chosen.isEmpty()
        ? new DeviceMarks(folderOfUser(), Trust.OWN)
        : new DeviceMarks(Path.of(chosen));
  }

  private static Path folderOfUser() {
    String user = System.getProperty("user.name", "").replaceAll("[^\\w.-]", "_");
    return Path.of("/tmp", "testudo-devices-" + user);
  }

  /** {@return the GPU's UUID, which outlives renumbering; its address where none can be asked} */
  static String deviceAt(String address) {
    return deviceAt(
        address,
        List.of("nvidia-smi", "--query-gpu=uuid", "--format=csv,noheader", "-i", address),
        ASKING);
  }

  /**
   * Asks by a command that may hang for ever, as it does with some of the faults that marks are
   * for.
   */
  static String deviceAt(String address, List<String> command, Duration limit) {
    return NvidiaSmi.output(command, limit)
        .filter(uuid -> uuid.matches("[\\w-]+"))
        .orElse("gpu-" + address);
  }

  /** {@return why the device is not to be used, or empty if it may be} */
  Optional<String> reason(String device) {
    Path file = folder.resolve(device);
    return isTrusted() && Files.isRegularFile(file, NOFOLLOW_LINKS)
        ? Optional.of(read(file).reason())
        : Optional.empty();
  }

  void mark(String device, String reason) {
    try {
      if (!Files.exists(folder, NOFOLLOW_LINKS)) {
        createFolder();
      }
      if (!isTrusted()) {
        throw new IOException("it is no folder of this user's; name one by TESTUDO_DEVICE_MARKS");
      }
      Files.deleteIfExists(folder.resolve(device));
      Files.writeString(folder.resolve(device), reason, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot mark device " + device + " in " + folder + ": " + e, e);
    }
  }

  /** {@return every mark of this host, in name order} */
  public List<Mark> list() {
    if (!isTrusted()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS))
          .sorted()
          .map(DeviceMarks::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the device marks in " + folder + ": " + e, e);
    }
  }

  private void createFolder() throws IOException {
    if (folder.getParent() != null) {
      Files.createDirectories(folder.getParent());
    }
    Files.createDirectory(folder);
  }

  /** Whether the folder is there and, unless a person named it, no link and the user's own. */
  private boolean isTrusted() {
    if (trust == Trust.NAMED || !Files.exists(folder, NOFOLLOW_LINKS)) {
      return Files.isDirectory(folder);
    }
    try {
      Path own = Files.createTempFile("testudo-", ".owner");
      try {
        boolean owned =
            Files.isDirectory(folder, NOFOLLOW_LINKS)
                && Files.getOwner(folder, NOFOLLOW_LINKS).equals(Files.getOwner(own));
        if (!owned) {
          LOG.warn("Ignoring the device marks in {}: it is no folder of this user's", folder);
        }
        return owned;
      } finally {
        Files.delete(own);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look at the device marks in " + folder + ": " + e, e);
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
