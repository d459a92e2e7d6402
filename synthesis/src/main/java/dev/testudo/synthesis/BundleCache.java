// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.SynthesisException.Category;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

  /** Far more than any manifest has. */
  static final int MAX_MANIFEST_BYTES = 16 << 20;

  /** Far more than any model has that one device can hold. */
  private static final long MAX_BUNDLE_BYTES = 64L << 30;

  private static final int BUFFER_BYTES = 1 << 16;

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

  /** {@return the cache in the folder of this user} */
  public static BundleCache ofUser() {
    return new BundleCache(userFolder());
  }

  /**
   * {@return {@code testudo.cache} (system property), else {@code TESTUDO_CACHE} (environment),
   * else {@code ~/.cache/testudo}}
   */
  public static Path userFolder() {
    String property = System.getProperty("testudo.cache", "");
    String environment = System.getenv().getOrDefault("TESTUDO_CACHE", "");
    String chosen = property.isEmpty() ? environment : property;
    return chosen.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache", "testudo")
        : Path.of(chosen);
  }

  /**
   * {@return the bundle, copied if it was not yet, and checked} The manifest is checked before
   * anything is written.
   *
   * @param name shown in messages
   * @throws IllegalArgumentException in one sentence if it is no bundle
   * @throws SynthesisException of category {@code STORAGE} if the cache cannot be written
   */
  public ModelBundle open(String name, Source source) {
    try {
      byte[] manifest = manifest(name, source);
      List<String> files = names(manifest);
      Files.createDirectories(bundles);
      Path directory = bundles.resolve(Sha256.ofBytes(manifest));
      // Two threads of one JVM must not ask for the same file lock.
      synchronized (BundleCache.class) {
        Path lockFile = bundles.resolve(directory.getFileName() + ".lock");
        try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          channel.lock(); // released with the channel
          return openOrCopy(name, source, files, directory);
        }
      }
    } catch (IOException e) {
      throw cannotUnpack(name, e);
    }
  }

  /**
   * {@return a copy of one file, made if it was not yet}
   *
   * @param name of the file
   * @param sha256 of its contents, as 64 hex digits
   * @throws SynthesisException of category {@code STORAGE} if the cache cannot be written, or the
   *     file is another one
   */
  public Path file(String name, String sha256, Source source) {
    Path file = bundles.resolve(sha256).resolve(name);
    try {
      if (Files.isRegularFile(file) && Sha256.ofFile(file).equals(sha256)) {
        return file;
      }
      Files.createDirectories(file.getParent());
      Path copy = Files.createTempFile(file.getParent(), "unpacking-", "");
      try (InputStream in = source.open(name)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        if (!Sha256.ofFile(copy).equals(sha256)) {
          throw new IOException("its SHA-256 is not " + sha256);
        }
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(copy);
      }
      return file;
    } catch (IOException e) {
      throw cannotUnpack(name, e);
    }
  }

  private SynthesisException cannotUnpack(String name, IOException reason) {
    return new SynthesisException(
        Category.STORAGE,
        "Cannot unpack "
            + name
            + " into "
            + bundles
            + ": "
            + reason
            + "; set TESTUDO_CACHE to a directory that can be written",
        reason);
  }

  private static ModelBundle openOrCopy(
      String name, Source source, List<String> files, Path directory) throws IOException {
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
      long left = MAX_BUNDLE_BYTES;
      for (String file : files) {
        Path target = copy.resolve(file);
        Files.createDirectories(target.getParent());
        left -= copy(source, file, target, left);
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

  private static byte[] manifest(String name, Source source) throws IOException {
    try (InputStream in = source.open(BundleManifest.FILE)) {
      byte[] manifest = in.readNBytes(MAX_MANIFEST_BYTES + 1);
      if (manifest.length > MAX_MANIFEST_BYTES) {
        throw new IllegalArgumentException(
            "Cannot open bundle %s: its %s has more than %d MiB, which no manifest needs"
                .formatted(name, BundleManifest.FILE, MAX_MANIFEST_BYTES >> 20));
      }
      return manifest;
    }
  }

  /** {@return the bytes copied, which may be no more than the limit} */
  private static long copy(Source source, String file, Path target, long limit) throws IOException {
    long copied = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = source.open(file);
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        copied += count;
        if (copied > limit) {
          throw new IllegalArgumentException(
              "Cannot open the bundle: with %s it has more than %d GiB, which no model needs"
                  .formatted(file, MAX_BUNDLE_BYTES >> 30));
        }
        out.write(buffer, 0, count);
      }
    }
    return copied;
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
