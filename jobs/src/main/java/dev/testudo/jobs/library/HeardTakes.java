// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.VersionedBytes;
import dev.testudo.jobs.table.CorruptTableException;
import dev.testudo.jobs.table.HeardTake;
import dev.testudo.jobs.table.HeardTakesTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.synthesis.Hearing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What was heard in takes: kept with them by the run that rendered them, or beside them where they
 * were listened to later, since takes files never change. Safe for any number of threads.
 */
public final class HeardTakes {
  private static final Logger LOG = LogManager.getLogger(HeardTakes.class);

  /** Far more than the runs that listen to one file at once. */
  private static final int MAX_CONFLICTS = 100;

  private static final Set<String> COLUMNS =
      Set.of("key", "pcmSha256", TakesTable.WORDS, TakesTable.FINDINGS);

  private final ObjectStore store;

  public HeardTakes(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * {@return what was heard in the takes of a takes file, by {@link #id}; takes that nothing has
   * listened to are left out}
   *
   * @throws LibraryException in one sentence if the takes file cannot be read, which moves it away
   */
  public Map<String, Hearing> of(String file) {
    Map<String, Hearing> heard = besides(file);
    try {
      for (Take take : TakeFiles.readColumns(store, file, COLUMNS)) {
        if (take.hearing().isHeard()) {
          heard.put(id(take.key(), take.audio().pcmSha256()), take.hearing());
        }
      }
    } catch (CorruptTableException e) {
      throw TakeFiles.unusable(store, file, "it is damaged");
    }
    return heard;
  }

  /** {@return what was heard later in the takes of a takes file, by {@link #id}} */
  Map<String, Hearing> besides(String file) {
    Map<String, Hearing> heard = new HashMap<>();
    rows(store.readVersioned(Paths.wordsBeside(file)), file)
        .forEach(row -> heard.put(id(row), row.hearing()));
    return heard;
  }

  /** What cannot be read is listened to again. */
  private static List<HeardTake> rows(Optional<VersionedBytes> stored, String file) {
    try {
      return stored.map(bytes -> HeardTakesTable.TABLE.read(bytes.bytes())).orElse(List.of());
    } catch (CorruptTableException e) {
      LOG.warn("The words beside {} are damaged: its takes count as not heard", file);
      return List.of();
    }
  }

  /** {@return the name of a take: other samples, or the same for another text, are another take} */
  public static String id(String key, String pcmSha256) {
    return key + " " + pcmSha256;
  }

  private static String id(HeardTake heard) {
    return id(heard.key(), heard.pcmSha256());
  }

  /** Adds what was heard in takes of a takes file. */
  public void add(String file, List<HeardTake> heard) {
    for (int conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      Optional<VersionedBytes> stored = store.readVersioned(Paths.wordsBeside(file));
      Map<String, HeardTake> rows = new HashMap<>();
      rows(stored, file).forEach(row -> rows.put(id(row), row));
      heard.forEach(row -> rows.put(id(row), row));
      List<HeardTake> ordered = new ArrayList<>(rows.values());
      ordered.sort(Comparator.comparing(HeardTake::key));
      byte[] bytes = HeardTakesTable.TABLE.write(ordered);
      if (store.replaceIfMatch(Paths.wordsBeside(file), bytes, stored.map(VersionedBytes::etag))) {
        return;
      }
    }
    throw new LibraryException(
        "Cannot keep the words beside " + file + ": other runs keep replacing them; run again");
  }
}
