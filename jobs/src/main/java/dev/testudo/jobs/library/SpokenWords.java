// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.segmentation.Span;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Sha256;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The words of takes: when each is heard, and where in the manuscript it stands. Reads what lies
 * beside takes files as they are asked for, so it is for one thread.
 */
public final class SpokenWords {
  private final ObjectStore store;
  private final HeardTakes heard;
  private final Map<String, Map<String, Hearing>> besides = new HashMap<>();

  public SpokenWords(ObjectStore store) {
    this.store = requireNonNull(store, "store is null");
    this.heard = new HeardTakes(store);
  }

  /** {@return what changes whenever takes of a book have been listened to later} */
  public static String version(ObjectStore store, String book) {
    return Sha256.ofText(
        store
            .list(Paths.words(book))
            .map(object -> object.path() + " " + object.bytes())
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  /** {@return each take of an edition by its key, with its words and without its sound} */
  public Map<String, Take> takes(Collection<EditionTake> placed) {
    List<String> files = placed.stream().map(EditionTake::file).distinct().toList();
    List<List<Take>> rows = ParallelReads.map(files, file -> TakeFiles.readWithWords(store, file));
    List<Map<String, Hearing>> later = ParallelReads.map(files, heard::besides);
    Map<String, List<Take>> byFile = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      byFile.put(files.get(i), rows.get(i));
      besides.put(files.get(i), later.get(i));
    }
    return placed.stream()
        .collect(
            Collectors.toMap(
                EditionTake::key,
                take -> byFile.get(take.file()).get(take.row()),
                (one, same) -> one));
  }

  /**
   * A word of an utterance.
   *
   * @param text as it is spoken
   * @param source where it stands in the untouched manuscript; several words may share a source, as
   *     those of a number do
   * @param startMillis from the beginning of the take
   * @param endMillis from the beginning of the take
   * @param score how well it was heard, 0 to 1
   */
  public record SpokenWord(String text, Span source, int startMillis, int endMillis, float score) {
    public SpokenWord {
      requireNonNull(text, "text is null");
      requireNonNull(source, "source is null");
    }
  }

  /**
   * {@return the words of a take, in order; none if nothing has listened to it}
   *
   * @param row the utterance that the take renders
   * @param take as {@link #takes} or {@link TakeFiles#read} gives it
   */
  public List<SpokenWord> of(PlanRow row, Take take) {
    return hearing(take).words().stream()
        .map(
            word ->
                new SpokenWord(
                    word.text(),
                    row.sources().source(word.spokenStart(), word.spokenEnd()),
                    word.startMillis(),
                    word.endMillis(),
                    word.score()))
        .toList();
  }

  private Hearing hearing(Take take) {
    if (take.hearing().isHeard()) {
      return take.hearing();
    }
    String file = TakeFiles.path(take.book(), take.origin().unit());
    return besides
        .computeIfAbsent(file, heard::besides)
        .getOrDefault(HeardTakes.id(take.key(), take.audio().pcmSha256()), Hearing.NONE);
  }
}
