package dev.testudo.jobs.library;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Finds and deletes what no edition needs. Finding deletes nothing: it is the dry run. */
@SuppressWarnings("DoNotCallSuggester")
public final class Sweep {
  private Sweep() {}

  /** {@return the leftovers of these kinds that are older than {@code before}} */
  public static List<Leftover> find(Library library, Instant before, Set<Kind> kinds) {
    throw new UnsupportedOperationException();
  }

  /** Deletes what was found. {@return the number of bytes that this freed} */
  public static long delete(Library library, List<Leftover> leftovers) {
    throw new UnsupportedOperationException();
  }

  /** What a sweep may delete. */
  public enum Kind {
    UNFINISHED_WRITE,
    STALE_LEASE,
    SUPERSEDED_EDITION,
    QUARANTINED,
    /** Takes files that neither an edition nor a latest plan needs: only where asked for. */
    UNREFERENCED_TAKES;

    /** The kinds that are swept unless more is asked for. */
    public static final Set<Kind> USUAL = Set.of(UNFINISHED_WRITE, STALE_LEASE, SUPERSEDED_EDITION);
  }

  /** One object or unfinished write. */
  public record Leftover(Kind kind, String path, String id, long bytes, Instant modified) {}
}
