// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.synthesis.BundleCache;
import dev.testudo.synthesis.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/**
 * The libraries that the engine needs for a GPU, as {@code gpu install} leaves them: files in the
 * places where they look for each other, and a list of them with sizes and digests, written last.
 *
 * @param files paths below the folder, with their entries
 */
public record GpuLibraries(Path folder, Map<String, Entry> files) {
  /**
   * The value of {@code gpu-libraries} that names no folder: where {@code gpu install} puts them.
   */
  public static final String AUTO = "auto";

  static final String LIST = "gpu-libraries.tsv";

  private static final String TORCH = "torch/lib";

  public GpuLibraries {
    requireNonNull(folder, "folder is null");
    files = Map.copyOf(files);
  }

  /** What is known of a library. */
  record Entry(long bytes, String sha256) {}

  /**
   * {@return where {@code gpu install} puts them without {@code --to}: {@code
   * TESTUDO_GPU_LIBRARIES}, as an image sets it, else a folder of this user}
   */
  public static Path defaultFolder() {
    String environment = System.getenv().getOrDefault("TESTUDO_GPU_LIBRARIES", "");
    if (!environment.isEmpty()) {
      return Path.of(environment);
    }
    return BundleCache.userFolder().resolve("gpu").resolve(Wheel.RELEASE);
  }

  /** {@return the folder that the engine loads its libraries from} */
  public Path torch() {
    return folder.resolve(TORCH);
  }

  /** {@return bytes of all libraries} */
  public long bytes() {
    return files.values().stream().mapToLong(Entry::bytes).sum();
  }

  /**
   * {@return the libraries that a setting names, or empty if it is {@link #AUTO} and none are
   * installed}
   *
   * @param setting {@link #AUTO}, a folder, or a URI of an object storage, which is copied to this
   *     machine once
   * @param storage settings of the storage client
   * @throws ConfigException in one sentence if they are not there or not whole
   */
  public static Optional<GpuLibraries> find(String setting, Map<String, String> storage) {
    if (setting.equals(AUTO)) {
      Path folder = defaultFolder();
      return Files.exists(folder.resolve(LIST)) ? Optional.of(open(folder)) : Optional.empty();
    }
    if (setting.startsWith("s3a://")) {
      try (ObjectStore store = ObjectStore.open(setting, storage)) {
        return Optional.of(copied(setting, store));
      }
    }
    return Optional.of(open(Path.of(setting.replaceFirst("^file://", ""))));
  }

  /** {@return the libraries in a folder, all of them there with their sizes} */
  static GpuLibraries open(Path folder) {
    Path list = folder.resolve(LIST);
    if (!Files.isRegularFile(list)) {
      throw new ConfigException(
          "Cannot use the GPU libraries in %s: there is no %s; run \"testudo gpu install --to %s\""
              .formatted(folder, LIST, folder));
    }
    try {
      GpuLibraries libraries = new GpuLibraries(folder, parse(Files.readString(list), list));
      for (Map.Entry<String, Entry> file : libraries.files().entrySet()) {
        Path path = folder.resolve(file.getKey());
        if (!Files.isRegularFile(path) || Files.size(path) != file.getValue().bytes()) {
          throw new ConfigException(
              "Cannot use the GPU libraries in %s: %s is not whole; run \"testudo gpu remove\" and"
                      .formatted(folder, file.getKey())
                  + " \"testudo gpu install\"");
        }
      }
      return libraries;
    } catch (IOException e) {
      throw new ConfigException("Cannot read the GPU libraries in " + folder + ": " + e);
    }
  }

  static String format(Map<String, Entry> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(
        (path, entry) ->
            text.append(String.join("\t", path, "" + entry.bytes(), entry.sha256())).append('\n'));
    return text.toString();
  }

  private static Map<String, Entry> parse(String text, Object source) {
    Map<String, Entry> files = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      String[] parts = line.split("\t", -1);
      boolean good =
          parts.length == 3
              && parts[0].matches("[\\w.-]+(/[\\w.-]+)*")
              && !parts[0].contains("..")
              && parts[1].matches("\\d{1,15}");
      if (!good) {
        throw new ConfigException("Cannot use " + source + ": \"" + line + "\" is not an entry");
      }
      files.put(parts[0], new Entry(Long.parseLong(parts[1]), parts[2]));
    }
    return files;
  }

  /** Puts these libraries into a storage, for executors that name it by {@code gpu-libraries}. */
  public void upload(ObjectStore store) {
    files.keySet().forEach(path -> store.uploadIfAbsent(path, folder.resolve(path)));
    store.uploadIfAbsent(LIST, folder.resolve(LIST));
  }

  /** Copies from a storage under a lock: the executors of one host make one copy. */
  private static GpuLibraries copied(String uri, ObjectStore store) {
    byte[] list = store.read(LIST);
    Path cache = BundleCache.userFolder().resolve("gpu");
    Path folder = cache.resolve(Sha256.ofBytes(list));
    try {
      Files.createDirectories(cache);
      // Two threads of one JVM must not ask for the same file lock.
      synchronized (GpuLibraries.class) {
        try (FileChannel channel =
            FileChannel.open(
                cache.resolve(folder.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
          channel.lock(); // released with the channel
          if (!Files.exists(folder.resolve(LIST))) {
            copy(store, list, uri, folder);
          }
        }
      }
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot copy the GPU libraries from %s to %s: %s; set TESTUDO_CACHE to a folder with room"
              .formatted(uri, folder, e.getMessage()));
    }
    return open(folder);
  }

  private static void copy(ObjectStore store, byte[] list, String uri, Path folder)
      throws IOException {
    Path copy = Files.createTempDirectory(folder.getParent(), "unpacking-");
    try {
      String text = new String(list, UTF_8);
      for (Map.Entry<String, Entry> file : parse(text, uri).entrySet()) {
        Path target = copy.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        try (InputStream in = store.openStream(file.getKey())) {
          Files.copy(in, target);
        }
        if (!Sha256.ofFile(target).equals(file.getValue().sha256())) {
          throw new ConfigException(
              "Cannot use the GPU libraries of %s: the SHA-256 of %s is another; install them again"
                  .formatted(uri, file.getKey()));
        }
      }
      Files.write(copy.resolve(LIST), list);
      Files.move(copy, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      FileUtils.deleteDirectory(copy.toFile());
    }
  }

  /**
   * Deletes the libraries of a folder, and the folder if nothing else is in it.
   *
   * @throws ConfigException if they are not there
   */
  public static long remove(Path folder) {
    Path list = folder.resolve(LIST);
    if (!Files.isRegularFile(list)) {
      throw new ConfigException(
          "Cannot remove GPU libraries from %s: none are installed there".formatted(folder));
    }
    try {
      Map<String, Entry> files = parse(Files.readString(list), list);
      // The list goes first: what is half removed must not look installed.
      Files.delete(list);
      for (String file : files.keySet()) {
        Files.deleteIfExists(folder.resolve(file));
      }
      deleteEmptyFolders(folder, files);
      return files.values().stream().mapToLong(Entry::bytes).sum();
    } catch (IOException e) {
      throw new ConfigException("Cannot remove the GPU libraries in " + folder + ": " + e);
    }
  }

  private static void deleteEmptyFolders(Path folder, Map<String, Entry> files) {
    List<Path> folders = new ArrayList<>();
    for (String file : files.keySet()) {
      for (Path p = Path.of(file).getParent(); p != null; p = p.getParent()) {
        folders.add(folder.resolve(p));
      }
    }
    folders.add(folder);
    folders.stream()
        .distinct()
        .sorted((a, b) -> b.getNameCount() - a.getNameCount())
        .forEach(empty -> empty.toFile().delete());
  }
}
