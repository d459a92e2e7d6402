// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of {@code conf}: from the folder that the system property {@code testudo.conf} names,
 * which {@code ./testudo} sets, or else the copies inside the jar.
 */
public final class ConfFiles {
  public static final String SPARK_DEFAULTS = "spark-defaults.conf";

  static final String FOLDER_PROPERTY = "testudo.conf";

  private ConfFiles() {}

  /** {@return the text of a file, such as {@code presets/draft.properties}, if there is one} */
  public static Optional<String> read(String name) {
    return withFile(name, file -> Files.readString(file, UTF_8));
  }

  /** {@return the file's keys and values in key order, if there is one} */
  public static Optional<Map<String, String>> properties(String name) {
    return read(name).map(ConfFiles::parse);
  }

  private static Map<String, String> parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> sorted = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> sorted.put(k, properties.getProperty(k).strip()));
    return sorted;
  }

  /** {@return the names of the files of a folder, without their extension, in order} */
  public static List<String> names(String folder) {
    return withFile(folder, ConfFiles::namesIn).orElse(List.of());
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.[^.]*$", ""))
          .sorted()
          .toList();
    }
  }

  private interface FileReader<T> {
    T read(Path file) throws IOException;
  }

  private static <T> Optional<T> withFile(String name, FileReader<T> reader) {
    try {
      String folder = System.getProperty(FOLDER_PROPERTY);
      if (folder != null) {
        Path file = Path.of(folder, name);
        return Files.exists(file) ? Optional.of(reader.read(file)) : Optional.empty();
      }
      URL packaged = ConfFiles.class.getResource("/conf/" + name);
      return packaged == null ? Optional.empty() : Optional.of(within(packaged, reader));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read conf/" + name + ": " + e.getMessage(), e);
    }
  }

  private static <T> T within(URL packaged, FileReader<T> reader) throws IOException {
    URI uri;
    try {
      uri = packaged.toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A class path URL is a URI", e);
    }
    if (!uri.getScheme().equals("jar")) {
      return reader.read(Path.of(uri));
    }
    String[] parts = uri.toString().split("!", 2);
    // A file system of its own, so that closing it affects no other reader.
    Path jar = Path.of(URI.create(parts[0].substring("jar:".length())));
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      return reader.read(files.getPath(parts[1]));
    }
  }
}
