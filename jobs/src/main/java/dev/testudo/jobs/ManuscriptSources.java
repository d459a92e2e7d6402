package dev.testudo.jobs;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.segmentation.ManuscriptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Manuscripts by what a person names: files, folders, and prefixes of an object storage. */
final class ManuscriptSources {
  private static final Pattern MANUSCRIPT =
      Pattern.compile(".*\\.(txt|md|markdown|epub)", Pattern.CASE_INSENSITIVE);

  private ManuscriptSources() {}

  /**
   * {@return every manuscript once: files as they are named, and what lies in folders and below
   * prefixes at any depth, in path order}
   *
   * @param storage settings of the storage client
   * @throws ManuscriptException in one sentence if a folder holds none
   */
  static List<String> of(List<String> named, Map<String, String> storage) {
    Set<String> sources = new LinkedHashSet<>();
    for (String name : named) {
      if (isFolder(name)) {
        sources.addAll(within(name.replaceFirst("/+$", ""), storage));
      } else {
        sources.add(name);
      }
    }
    return List.copyOf(sources);
  }

  /** An object storage has no folders to ask for: there, what is no manuscript is a prefix. */
  private static boolean isFolder(String name) {
    return name.contains("://")
        ? !MANUSCRIPT.matcher(name).matches()
        : Files.isDirectory(Path.of(name));
  }

  private static List<String> within(String folder, Map<String, String> storage) {
    try (ObjectStore store = new StoreLocation(folder, storage).open();
        Stream<StoredObject> objects = store.list("")) {
      List<String> found =
          objects
              .map(StoredObject::path)
              .filter(path -> MANUSCRIPT.matcher(path).matches())
              .map(path -> folder + "/" + path)
              .toList();
      if (found.isEmpty()) {
        throw new ManuscriptException(
            "Cannot find a manuscript in " + folder + ": it holds no .txt, .md or .epub");
      }
      return found;
    }
  }
}
