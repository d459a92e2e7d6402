package dev.testudo.synthesis;

import dev.testudo.synthesis.SynthesisException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The bundle that travels inside the distribution as class-path resources. TorchScript is read from
 * files, so it is unpacked once per digest into a cache directory: {@code testudo.cache} (system
 * property), else {@code TESTUDO_CACHE} (environment), else {@code ~/.cache/testudo}.
 */
public final class StarterBundle {
  public static final String NAME = "starter";

  private static final Logger log = LogManager.getLogger(StarterBundle.class);
  private static final String RESOURCES = "/dev/testudo/synthesis/starter/";

  private StarterBundle() {}

  /** {@return whether the distribution has a starter bundle} */
  public static boolean isPresent() {
    return StarterBundle.class.getResource(RESOURCES + BundleManifest.FILE) != null;
  }

  /**
   * {@return the bundle, unpacked if it was not yet, and checked}
   *
   * @throws IllegalArgumentException if the distribution has none
   * @throws SynthesisException of category {@code STORAGE} if the cache cannot be written
   */
  public static ModelBundle open() {
    return open(RESOURCES, cacheDirectory());
  }

  /** Opens the bundle under any resource folder; concurrent openers unpack it once. */
  static ModelBundle open(String resources, Path cache) {
    try {
      byte[] manifest = read(resources + BundleManifest.FILE);
      Path bundles = Files.createDirectories(cache.resolve("bundles"));
      Path directory = bundles.resolve(Sha256.ofBytes(manifest));
      // Two threads of one JVM must not ask for the same file lock.
      synchronized (StarterBundle.class) {
        Path lockFile = bundles.resolve(directory.getFileName() + ".lock");
        try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.lock(); // released with the channel
          return openOrUnpack(resources, manifest, directory);
        }
      }
    } catch (IOException e) {
      throw new SynthesisException(
          Category.STORAGE,
          "Cannot unpack the starter voice into "
              + cache
              + ": "
              + e
              + "; set TESTUDO_CACHE to a directory that can be written",
          e);
    }
  }

  private static ModelBundle openOrUnpack(String resources, byte[] manifest, Path directory)
      throws IOException {
    if (Files.isDirectory(directory)) {
      try {
        return ModelBundle.open(directory);
      } catch (IllegalArgumentException e) {
        log.warn("Unpacking the starter voice again: {}", e.getMessage());
        delete(directory);
      }
    }
    Path unpacked = Files.createTempDirectory(directory.getParent(), "unpacking-");
    try {
      for (String name : names(manifest)) {
        Path file = unpacked.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, read(resources + name));
      }
      ModelBundle.open(unpacked);
      Files.move(unpacked, directory, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(unpacked);
    }
    return ModelBundle.open(directory);
  }

  private static List<String> names(byte[] manifest) {
    BundleManifest parsed = BundleManifest.parse(manifest, Path.of(BundleManifest.FILE));
    List<String> names = new ArrayList<>(parsed.files().keySet());
    names.add(BundleManifest.FILE);
    return names;
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = StarterBundle.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "Cannot open the starter voice: this distribution lacks "
                + resource
                + "; name another bundle with --model");
      }
      return in.readAllBytes();
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static Path cacheDirectory() {
    String property = System.getProperty("testudo.cache", "");
    String environment = System.getenv().getOrDefault("TESTUDO_CACHE", "");
    if (!property.isEmpty()) {
      return Path.of(property);
    }
    return environment.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "testudo")
        : Path.of(environment);
  }
}
