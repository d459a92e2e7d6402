// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.store.UnfinishedWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds and deletes what no edition needs. Finding deletes nothing: it is the dry run. */
public final class Sweep {
  private Sweep() {}

  /** {@return the leftovers of these kinds that are older than {@code before}} */
  public static List<Leftover> find(Library library, Instant before, Set<Kind> kinds) {
    ObjectStore store = library.store();
    Reachable reachable = new Reachable(library);
    List<Leftover> found = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kinds.contains(kind)) {
        switch (kind) {
          case UNFINISHED_WRITE ->
              store.unfinishedWrites().forEach(write -> found.add(Leftover.of(write)));
          case STALE_LEASE -> add(found, kind, store.list(Paths.LEASES).toList());
          case SUPERSEDED_EDITION -> add(found, kind, reachable.supersededFiles());
          case QUARANTINED -> add(found, kind, store.list(Paths.QUARANTINE).toList());
          case UNREFERENCED_TAKES -> add(found, kind, reachable.unreferencedTakes());
        }
      }
    }
    found.removeIf(leftover -> !leftover.modified().isBefore(before));
    return found;
  }

  private static void add(List<Leftover> found, Kind kind, List<StoredObject> objects) {
    objects.forEach(
        object ->
            found.add(new Leftover(kind, object.path(), "", object.bytes(), object.modified())));
  }

  /**
   * Deletes what was found.
   *
   * @return the number of bytes that this freed
   */
  public static long delete(Library library, List<Leftover> leftovers) {
    long bytes = 0;
    for (Leftover leftover : leftovers) {
      if (leftover.kind() == Kind.UNFINISHED_WRITE) {
        library
            .store()
            .discard(
                new UnfinishedWrite(
                    leftover.path(), leftover.id(), leftover.bytes(), leftover.modified()));
      } else {
        library.store().delete(leftover.path());
      }
      bytes += leftover.bytes();
    }
    return bytes;
  }

  /** What a sweep may delete. */
  public enum Kind {
    UNFINISHED_WRITE,
    STALE_LEASE,
    /** Editions before the previous one, and drafts that were never published. */
    SUPERSEDED_EDITION,
    QUARANTINED,
    /** Takes files that neither an edition nor a latest plan needs: only where asked for. */
    UNREFERENCED_TAKES;

    /** The kinds that are swept unless more is asked for. */
    public static final Set<Kind> USUAL = Set.of(UNFINISHED_WRITE, STALE_LEASE, SUPERSEDED_EDITION);
  }

  /** One object or unfinished write. */
  public record Leftover(Kind kind, String path, String id, long bytes, Instant modified) {
    private static Leftover of(UnfinishedWrite write) {
      return new Leftover(
          Kind.UNFINISHED_WRITE, write.path(), write.id(), write.bytes(), write.started());
    }
  }
}
