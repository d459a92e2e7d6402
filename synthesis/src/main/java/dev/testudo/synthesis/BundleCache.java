package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

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
 * Copies of bundles on local disk, one per digest of their manifest: the inference library reads
 * files only. Processes that want the same bundle at once make one copy, under a lock.
 */
public final class BundleCache {
  private static final Logger log = LogManager.getLogger(BundleCache.class);

  private final Path bundles;

  BundleCache(Path directory) {
    this.bundles = requireNonNull(directory, "directory is null").resolve("bundles");
  }

  /** Where a bundle's files come from. */
  @FunctionalInterface
  public interface Source {
    /** {@return one of its files, which the caller closes} */
    InputStream open(String name) throws IOException;
  }

  /**
   * {@return the cache in {@code testudo.cache} (system property), else {@code TESTUDO_CACHE}
   * (environment), else {@code ~/.cache/testudo}}
   */
  public static BundleCache ofUser() {
    String property = System.getProperty("testudo.cache", "");
    String environment = System.getenv().getOrDefault("TESTUDO_CACHE", "");
    String chosen = property.isEmpty() ? environment : property;
    return new BundleCache(
        chosen.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache", "testudo")
            : Path.of(chosen));
  }

  /**
   * {@return the bundle, copied if it was not yet, and checked}
   *
   * @param name for people
   * @throws IllegalArgumentException in one sentence if it is no bundle
   * @throws SynthesisException of category {@code STORAGE} if the cache cannot be written
   */
  public ModelBundle open(String name, Source source) {
    try {
      byte[] manifest = read(source, BundleManifest.FILE);
      Files.createDirectories(bundles);
      Path directory = bundles.resolve(Sha256.ofBytes(manifest));
      // Two threads of one JVM must not ask for the same file lock.
      synchronized (BundleCache.class) {
        Path lockFile = bundles.resolve(directory.getFileName() + ".lock");
        try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.lock(); // released with the channel
          return openOrCopy(name, source, manifest, directory);
        }
      }
    } catch (IOException e) {
      throw new SynthesisException(
          Category.STORAGE,
          "Cannot unpack "
              + name
              + " into "
              + bundles
              + ": "
              + e
              + "; set TESTUDO_CACHE to a directory that can be written",
          e);
    }
  }

  private static ModelBundle openOrCopy(String name, Source source, byte[] manifest, Path directory)
      throws IOException {
    if (Files.isDirectory(directory)) {
      try {
        return ModelBundle.open(directory);
      } catch (IllegalArgumentException e) {
        log.warn("Unpacking {} again: {}", name, e.getMessage());
        delete(directory);
      }
    }
    Path copy = Files.createTempDirectory(directory.getParent(), "unpacking-");
    try {
      for (String file : names(manifest)) {
        Path target = copy.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream in = source.open(file)) {
          Files.copy(in, target);
        }
      }
      ModelBundle.open(copy);
      Files.move(copy, directory, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(copy);
    }
    return ModelBundle.open(directory);
  }

  private static List<String> names(byte[] manifest) {
    BundleManifest parsed = BundleManifest.parse(manifest, Path.of(BundleManifest.FILE));
    List<String> names = new ArrayList<>(parsed.files().keySet());
    names.add(BundleManifest.FILE);
    return names;
  }

  private static byte[] read(Source source, String name) throws IOException {
    try (InputStream in = source.open(name)) {
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
}
