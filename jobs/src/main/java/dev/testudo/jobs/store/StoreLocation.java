// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a store is and how to reach it, so that another process can open it. The settings may hold
 * credentials, so they are never printed.
 *
 * @param uri a path, {@code file:///...} or {@code s3a://bucket/prefix}
 * @param hadoopConf settings of the S3A client
 */
public record StoreLocation(String uri, Map<String, String> hadoopConf) implements Serializable {
  public StoreLocation {
    requireNonNull(uri, "uri is null");
    // A TreeMap and not Map.copyOf, so that any serializer can carry it to an executor.
    hadoopConf = new TreeMap<>(hadoopConf);
    if (uri.isBlank()) {
      throw new IllegalArgumentException("Cannot open a library at an empty URI: give a path");
    }
  }

  @Override
  public Map<String, String> hadoopConf() {
    return Map.copyOf(hadoopConf);
  }

  /** Opens the store. Nothing is created or contacted until the first operation. */
  public ObjectStore open() {
    int colon = uri.indexOf(':');
    String scheme = colon > 1 ? uri.substring(0, colon).toLowerCase(Locale.ROOT) : "";
    return switch (scheme) {
      case "" -> new LocalObjectStore(this, localPath(uri));
      case "file" -> new LocalObjectStore(this, filePath());
      case "s3a" -> new HadoopObjectStore(this, bucketUri());
      case "s3", "s3n" ->
          throw new IllegalArgumentException(
              "Cannot open a library by the scheme \"" + scheme + "\": write s3a:// instead");
      default ->
          throw new IllegalArgumentException(
              "Cannot open a library by the scheme \""
                  + scheme
                  + "\": give a path, file:/// or s3a://bucket/prefix");
    };
  }

  /**
   * {@return the same place, asked few times before giving up: for trying out whether it is there}
   */
  public StoreLocation withShortTimeouts() {
    Map<String, String> changed = new TreeMap<>(hadoopConf);
    changed.putIfAbsent("fs.s3a.retry.limit", "1");
    changed.putIfAbsent("fs.s3a.attempts.maximum", "1");
    changed.putIfAbsent("fs.s3a.connection.establish.timeout", "15s");
    return new StoreLocation(uri, changed);
  }

  /** {@return folders of this machine in which parts of uploads wait; none for a path} */
  public List<Path> uploadBuffers() {
    if (!uri.startsWith("s3a:")) {
      return List.of();
    }
    Configuration configuration = new Configuration();
    hadoopConf.forEach(configuration::set);
    return Arrays.stream(configuration.getTrimmedStrings("fs.s3a.buffer.dir"))
        .map(Path::of)
        .toList();
  }

  private Path filePath() {
    try {
      return Path.of(URI.create(uri));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot open the library " + uri + ": write file:/// and an absolute path", e);
    }
  }

  private static Path localPath(String path) {
    try {
      return Path.of(path).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "Cannot open the library " + path + ": it is not a path of this system", e);
    }
  }

  private URI bucketUri() {
    URI parsed;
    try {
      parsed = URI.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot open the library: its s3a URI is malformed; write s3a://bucket/prefix", e);
    }
    if (parsed.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "Cannot open a library whose URI holds credentials: give them as settings, such as"
              + " fs.s3a.access.key, or by the environment");
    }
    if (parsed.getAuthority() == null) {
      throw new IllegalArgumentException(
          "Cannot open the library " + uri + ": write s3a://bucket/prefix");
    }
    return parsed;
  }

  @Override
  public String toString() {
    return uri;
  }
}
