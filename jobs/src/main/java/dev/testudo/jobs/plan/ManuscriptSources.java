// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.Probe;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.segmentation.ManuscriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Manuscripts by what a person names: files, folders, and prefixes of an object storage. Safe for
 * any number of threads.
 */
final class ManuscriptSources implements AutoCloseable {
  private static final Pattern MANUSCRIPT =
      Pattern.compile(
          ".*\\.(txt|md|markdown|epub|html?|xhtml|docx|odt|fb2|fb2\\.zip|rtf|pdf)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BUCKET = Pattern.compile("s3a://[^/]+/");

  private final Map<String, String> storage;

  /** One for each bucket, however many manuscripts there are: a client has threads of its own. */
  private final Map<String, ObjectStore> stores = new ConcurrentHashMap<>();

  /**
   * @param storage settings of the storage client
   */
  ManuscriptSources(Map<String, String> storage) {
    this.storage = storage;
  }

  /**
   * {@return every manuscript once: files as they are named, and what lies in folders and below
   * prefixes at any depth, in path order}
   *
   * @throws ManuscriptException in one sentence if a folder holds none
   */
  List<String> list(List<String> named) {
    Set<String> sources = new LinkedHashSet<>();
    for (String name : named) {
      requireKnownScheme(name);
      if (isFolder(name)) {
        sources.addAll(within(name.replaceFirst("/+$", "")));
      } else {
        sources.add(name);
      }
    }
    return List.copyOf(sources);
  }

  /**
   * {@return the bytes of a manuscript}
   *
   * @throws ManuscriptException in one sentence if there is no such file
   */
  byte[] read(String source) {
    if (source.contains("://")) {
      Matcher bucket = BUCKET.matcher(source);
      int end = bucket.lookingAt() ? bucket.end() : source.lastIndexOf('/') + 1;
      return store(source.substring(0, end)).read(source.substring(end));
    }
    try {
      return Files.readAllBytes(Path.of(source));
    } catch (NoSuchFileException e) {
      throw new ManuscriptException("Cannot read " + source + ": there is no such file", e);
    } catch (IOException e) {
      throw new ManuscriptException(
          "Cannot read %s: %s".formatted(source, e.getMessage().replace(source + ": ", "")), e);
    }
  }

  @Override
  public void close() {
    stores.values().forEach(ObjectStore::close);
  }

  private static void requireKnownScheme(String name) {
    if (name.contains("://") && !name.matches("(?i)(s3a|file)://.*")) {
      throw new ManuscriptException(
          "Cannot read %s: manuscripts are read from paths, file:/// and s3a://; %s"
              .formatted(
                  name,
                  name.matches("(?i)s3n?://.*")
                      ? "write s3a:// instead"
                      : "download it and give its path"));
    }
  }

  /** An object storage has no folders to ask for: there, what is no manuscript is a prefix. */
  private static boolean isFolder(String name) {
    return name.contains("://")
        ? !MANUSCRIPT.matcher(name).matches()
        : Files.isDirectory(Path.of(name));
  }

  private List<String> within(String folder) {
    try (ObjectStore store = Probe.openAnswering(new StoreLocation(folder, storage));
        Stream<StoredObject> objects = store.list("")) {
      List<String> found =
          objects
              .map(StoredObject::path)
              .filter(path -> MANUSCRIPT.matcher(path).matches())
              .map(path -> folder + "/" + path)
              .toList();
      if (found.isEmpty()) {
        throw new ManuscriptException(
            "Cannot find a manuscript in "
                + folder
                + ": it holds no .epub, .html, .md, .txt, .docx, .odt, .fb2, .rtf or .pdf");
      }
      return found;
    }
  }

  private ObjectStore store(String root) {
    return stores.computeIfAbsent(
        root, uri -> Probe.openAnswering(new StoreLocation(uri, storage)));
  }
}
