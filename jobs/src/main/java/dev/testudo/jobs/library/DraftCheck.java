package dev.testudo.jobs.library;

import dev.testudo.jobs.library.StitchedChapter.StitchedTake;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.EditionTake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that chapters hold exactly a draft's takes, in order, and that their files are there. */
final class DraftCheck {
  private final ObjectStore store;
  private final Draft draft;

  DraftCheck(ObjectStore store, Draft draft) {
    this.store = store;
    this.draft = draft;
  }

  /**
   * @throws LibraryException in one sentence that names the first chapter that is wrong
   */
  void requireStitched(List<StitchedChapter> chapters) {
    Map<Integer, List<StitchedTake>> expected = expected();
    List<Integer> indexes = chapters.stream().map(StitchedChapter::index).toList();
    if (!indexes.equals(List.copyOf(expected.keySet()))) {
      throw new LibraryException(
          "Cannot publish %s: it was stitched to the chapters %s instead of %s"
              .formatted(draft.plan().book(), indexes, expected.keySet()));
    }
    for (StitchedChapter chapter : chapters) {
      if (!chapter.takes().equals(expected.get(chapter.index()))) {
        throw new LibraryException(
            "Cannot publish %s: chapter %d was stitched from other takes than its plan asks for"
                .formatted(draft.plan().book(), chapter.index()));
      }
      if (store.head(draft.folder() + chapter.file()).isEmpty()) {
        throw new LibraryException(
            "Cannot publish %s: the file %s of chapter %d is not there"
                .formatted(draft.plan().book(), chapter.file(), chapter.index()));
      }
    }
  }

  /** {@return the takes of each chapter, in book order} */
  private Map<Integer, List<StitchedTake>> expected() {
    Map<Integer, EditionTake> takes = new HashMap<>();
    draft.takes().forEach(take -> takes.put(take.ordinal(), take));
    Map<Integer, List<StitchedTake>> chapters = new LinkedHashMap<>();
    draft
        .plan()
        .rows()
        .forEach(
            row -> {
              List<StitchedTake> chapter =
                  chapters.computeIfAbsent(row.chapter(), index -> new ArrayList<>());
              EditionTake take = takes.get(row.ordinal());
              if (take != null) {
                chapter.add(new StitchedTake(take.key(), take.pcmSha256()));
              }
            });
    return chapters;
  }
}
