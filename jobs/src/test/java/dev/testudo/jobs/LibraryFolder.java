// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A library on disk, looked at from outside. */
public record LibraryFolder(Path root) {
  public Library open() {
    return Library.open(new StoreLocation(root.toString(), Map.of()));
  }

  EditionRecord edition(String edition) {
    try (Library library = open()) {
      return library.edition("book", edition).orElseThrow();
    }
  }

  boolean hasEdition(String edition) {
    try (Library library = open()) {
      return library.edition("book", edition).isPresent();
    }
  }

  /** {@return every file below a folder} */
  public List<Path> files(String folder) throws IOException {
    if (!Files.exists(root.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  public List<Take> takes() throws IOException {
    List<Take> takes = new ArrayList<>();
    for (Path file : files("takes")) {
      takes.addAll(TakesTable.TABLE.read(Files.readAllBytes(file)));
    }
    return takes;
  }

  /** {@return the PCM digests of all takes by key} */
  Map<String, String> digests() throws IOException {
    return takes().stream()
        .map(take -> Map.entry(take.key(), take.audio().pcmSha256()))
        .distinct()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** {@return the runs, the oldest first} */
  List<RunMetrics> runs() throws IOException {
    List<RunMetrics> runs = new ArrayList<>();
    for (Path file : files("metrics/runs")) {
      runs.addAll(RunMetricsTable.TABLE.read(Files.readAllBytes(file)));
    }
    runs.sort(Comparator.comparing(RunMetrics::started));
    return runs;
  }

  /** As if the holders of all leases had been silent for long. */
  void forgetLeases() throws IOException {
    for (Path file : files("leases")) {
      Files.delete(file);
    }
  }
}
