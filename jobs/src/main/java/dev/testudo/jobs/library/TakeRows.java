// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.Take;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The takes of takes files without their audio, for ledger, loudness and metrics: a run reads each
 * file once. Safe for any number of threads.
 */
public final class TakeRows {
  private final ObjectStore store;
  private final Map<String, Rows> byFile = new ConcurrentHashMap<>();

  public TakeRows(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * {@return the rows of the file as a listing shows it} A file that has been replaced since it was
   * read is read again.
   *
   * @throws dev.testudo.jobs.table.CorruptTableException if it cannot be read
   */
  List<Take> of(StoredObject file) {
    Rows known = byFile.get(file.path());
    if (known == null || !known.object().equals(file)) {
      known = new Rows(file, TakeFiles.readWithoutAudio(store, file.path()));
      byFile.put(file.path(), known);
    }
    return known.takes();
  }

  /**
   * {@return the rows of each file, by its path} Files that are not known yet are read together.
   */
  public Map<String, List<Take>> of(Collection<String> files) {
    List<String> distinct = files.stream().distinct().toList();
    List<List<Take>> rows = ParallelReads.map(distinct, this::of);
    Map<String, List<Take>> result = new HashMap<>();
    for (int i = 0; i < distinct.size(); i++) {
      result.put(distinct.get(i), rows.get(i));
    }
    return result;
  }

  /** {@return each take of an edition by its key} */
  public Map<String, Take> ofTakes(Collection<EditionTake> takes) {
    Map<String, List<Take>> rows = of(takes.stream().map(EditionTake::file).toList());
    Map<String, Take> byKey = new HashMap<>();
    takes.forEach(take -> byKey.put(take.key(), rows.get(take.file()).get(take.row())));
    return byKey;
  }

  private List<Take> of(String file) {
    Rows known = byFile.get(file);
    return known == null ? TakeFiles.readWithoutAudio(store, file) : known.takes();
  }

  private record Rows(StoredObject object, List<Take> takes) {}
}
