// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that a book is exported to. Each format is made aside and then put in place: it is
 * whole or absent. A hidden record says what was made from what, so that a second export makes only
 * what has changed, and removes files that the book no longer has. Files of other origin are left
 * alone.
 */
final class TargetFolder {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final String name;
  private final ToLongFunction<String> sizes;
  private final Map<String, Made> record;

  /**
   * @param name of the book's files
   */
  TargetFolder(Path folder, String name) {
    this(folder, name, path -> size(folder.resolve(path)));
  }

  /**
   * A folder whose files are taken elsewhere when they are made.
   *
   * @param sizes of the files that were made before, by path; negative where there is none
   */
  TargetFolder(Path folder, String name, ToLongFunction<String> sizes) {
    this.folder = folder;
    this.name = name;
    this.sizes = sizes;
    this.record = readRecord(recordFile(folder, name));
  }

  /**
   * What an export made.
   *
   * @param stamp names what it was made from
   * @param files sizes by path in the folder, with slashes
   */
  private record Made(String stamp, Map<String, Long> files) {
    Made {
      files = new TreeMap<>(files);
    }
  }

  /** {@return the file that says what was made} */
  static Path recordFile(Path folder, String name) {
    return folder.resolve("." + name + ".export.json");
  }

  /** {@return paths of all files that a record says were made} */
  static Set<String> made(Path recordFile) {
    return readRecord(recordFile).values().stream()
        .flatMap(made -> made.files().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Made> readRecord(Path file) {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      return JSON.readValue(file.toFile(), new TypeReference<TreeMap<String, Made>>() {});
    } catch (IOException e) {
      // A damaged record only costs making everything again.
      return new TreeMap<>();
    }
  }

  /** {@return whether a format was made from the same before, and is still there} */
  boolean has(String format, String stamp) {
    Made made = record.get(format);
    return made != null
        && made.stamp().equals(stamp)
        && made.files().entrySet().stream()
            .allMatch(file -> sizes.applyAsLong(file.getKey()) == file.getValue());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  /** Makes files of one format in a folder that is given to it. */
  @FunctionalInterface
  interface Maker {
    void make(Path folder) throws IOException;
  }

  /** Makes a format aside and puts it in place. {@return the entries of the folder that it is} */
  List<Path> make(String format, String stamp, Maker maker) throws IOException {
    Files.createDirectories(folder);
    try (TemporaryFolder made = TemporaryFolder.at(aside(format))) {
      Path aside = made.path();
      maker.make(aside);
      Made now = new Made(stamp, sizes(aside));
      Made before = record.getOrDefault(format, new Made("", Map.of()));
      List<Path> entries = list(aside);
      for (Path entry : entries) {
        install(entry, before);
      }
      for (String path : before.files().keySet()) {
        if (!now.files().containsKey(path)) {
          Files.deleteIfExists(folder.resolve(path));
        }
      }
      record.put(format, now);
      writeRecord();
      return entries.stream().map(entry -> folder.resolve(entry.getFileName())).toList();
    }
  }

  private Path aside(String format) {
    return folder.resolve("." + name + "." + format + ".part");
  }

  /** {@return a sentence that names files where they would have been put} */
  String withoutAside(String sentence, String format) {
    String made = aside(format).toAbsolutePath() + "/";
    return sentence
        .replace(made, folder + (folder.toString().isEmpty() ? "" : "/"))
        .replace(aside(format) + "/", folder + (folder.toString().isEmpty() ? "" : "/"));
  }

  private void install(Path entry, Made before) throws IOException {
    Path target = folder.resolve(entry.getFileName());
    if (Files.isDirectory(entry)) {
      swap(entry, target, before);
    } else {
      Files.move(
          entry, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Puts a folder in the place of an older one, whose files of other origin stay. */
  private void swap(Path entry, Path target, Made before) throws IOException {
    Path old = folder.resolve("." + target.getFileName() + ".old");
    if (Files.exists(old) && !Files.exists(target)) {
      Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
    }
    deleteAll(old);
    if (Files.exists(target)) {
      for (Path file : files(target)) {
        Path relative = target.relativize(file);
        String path = slashed(folder.relativize(file));
        Path copy = entry.resolve(relative.toString());
        if (!before.files().containsKey(path) && !Files.exists(copy)) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(entry, target, StandardCopyOption.ATOMIC_MOVE);
    deleteAll(old);
  }

  private void writeRecord() throws IOException {
    Path file = recordFile(folder, name);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    for (Path file : files(folder)) {
      sizes.put(slashed(folder.relativize(file)), Files.size(file));
    }
    return sizes;
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
