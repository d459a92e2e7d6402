// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.VersionedBytes;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads takes in order. A retake's file interrupts the file that it is part of, so the files used
 * last are kept, up to a budget.
 */
final class TakeIterator implements Iterator<Take> {
  private final ObjectStore store;
  private final Iterator<EditionTake> wanted;
  private final Map<String, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

  TakeIterator(ObjectStore store, List<EditionTake> takes) {
    this.store = store;
    this.wanted = takes.iterator();
  }

  @Override
  public boolean hasNext() {
    return wanted.hasNext();
  }

  @Override
  public Take next() {
    EditionTake next = wanted.next();
    OpenFile file = open.get(next.file());
    if (file == null) {
      file = load(next.file());
      evictFor(file.bytes());
      open.put(next.file(), file);
    }
    if (next.row() < file.takes().size()) {
      Take take = file.takes().get(next.row());
      if (take.key().equals(next.key()) && take.audio().pcmSha256().equals(next.pcmSha256())) {
        return take;
      }
    }
    throw unusable(next.file(), "it does not hold the take of utterance " + next.key());
  }

  private OpenFile load(String file) {
    VersionedBytes stored =
        store
            .readVersioned(file)
            .orElseThrow(
                () ->
                    new LibraryException(
                        "Cannot read the takes file " + file + ": it is gone; run again"));
    try {
      return new OpenFile(TakesTable.TABLE.read(stored.bytes()), stored.bytes().length);
    } catch (CorruptTableException e) {
      throw unusable(file, "it is damaged");
    }
  }

  private LibraryException unusable(String file, String reason) {
    return TakeFiles.unusable(store, file, reason);
  }

  private void evictFor(long bytes) {
    long kept = open.values().stream().mapToLong(OpenFile::bytes).sum();
    Iterator<OpenFile> oldest = open.values().iterator();
    while (kept + bytes > TakeFiles.MAX_BYTES && oldest.hasNext()) {
      kept -= oldest.next().bytes();
      oldest.remove();
    }
  }

  private record OpenFile(List<Take> takes, long bytes) {}
}
