// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StorageException;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Where files go that cannot be read, so that a person may look at them. */
final class Quarantine {
  private static final Logger LOG = LogManager.getLogger(Quarantine.class);

  private Quarantine() {}

  /** {@return where the files of a folder were that are in quarantine now} */
  static Set<String> files(ObjectStore store, String folder) {
    return store
        .list(Paths.QUARANTINE + folder)
        .map(object -> object.path().substring(Paths.QUARANTINE.length()))
        .collect(Collectors.toSet());
  }

  /** Moves a file away, unless another run has done it already. {@return where it is now} */
  static String move(ObjectStore store, String file, String reason) {
    String target = Paths.QUARANTINE + file;
    try {
      store.move(file, target);
      LOG.warn("Moved {} to {}: {}", file, target, reason);
    } catch (StorageException e) {
      if (store.head(file).isPresent()) {
        throw e;
      }
    }
    return target;
  }
}
