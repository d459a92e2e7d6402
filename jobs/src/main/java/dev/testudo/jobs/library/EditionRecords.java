// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.EditionRecord.Listed;
import dev.testudo.jobs.library.EditionRecord.SpeakingTime;
import dev.testudo.jobs.library.StitchedChapter.StitchedTake;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.cast.Speaker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes the records of editions and finds the ones that came before. */
final class EditionRecords {
  private static final String MISSING = "missing";

  private EditionRecords() {}

  /** {@return the record of a stitched draft, as a first version} */
  static EditionRecord of(
      Draft draft, List<StitchedChapter> stitched, String run, Instant published) {
    BookPlan plan = draft.plan();
    List<EditionChapter> chapters = stitched.stream().map(EditionRecords::chapter).toList();
    return new EditionRecord(
        EditionRecord.FORMAT,
        plan.book(),
        plan.edition(),
        1,
        0,
        draft.digest(),
        plan.digest(),
        plan.planned(),
        published,
        plan.title(),
        plan.author(),
        plan.language(),
        plan.voice(),
        plan.voiceDigest(),
        plan.model(),
        plan.modelDigest(),
        plan.settings(),
        chapters.stream().mapToDouble(EditionChapter::seconds).sum(),
        chapters,
        listed(draft),
        speakers(draft, stitched),
        run);
  }

  /** {@return the record as the successor of what is published now} */
  static EditionRecord after(EditionRecord record, Optional<EditionRecord> current) {
    return current.map(now -> record.withVersion(now.version() + 1, now.version())).orElse(record);
  }

  /** {@return the record that was published before, if its files are still there} */
  static Optional<EditionRecord> previous(ObjectStore store, EditionRecord record) {
    if (record.previous() == 0) {
      return Optional.empty();
    }
    String path = Paths.history(record.book(), record.edition(), record.previous());
    return new JsonFile<>(store, path, EditionRecord.class)
        .read()
        .filter(
            previous ->
                store
                    .head(
                        Library.editionFolder(
                                previous.book(), previous.edition(), previous.digest())
                            + Paths.TAKES_FILE)
                    .isPresent());
  }

  private static EditionChapter chapter(StitchedChapter chapter) {
    return new EditionChapter(
        chapter.index(),
        chapter.title(),
        chapter.file(),
        (double) chapter.samples() / chapter.sampleRateHz(),
        chapter.samples(),
        chapter.sampleRateHz(),
        chapter.sha256(),
        chapter.takes().size());
  }

  private static List<SpeakingTime> speakers(Draft draft, List<StitchedChapter> stitched) {
    BookPlan plan = draft.plan();
    if (plan.rows().stream().allMatch(row -> row.speaker().isEmpty())) {
      return List.of();
    }
    Map<String, PlanRow> rows =
        plan.rows().stream().collect(Collectors.toMap(PlanRow::key, row -> row));
    Map<String, SpeakingTime> times = new HashMap<>();
    for (StitchedChapter chapter : stitched) {
      for (StitchedTake take : chapter.takes()) {
        PlanRow row = rows.get(take.key());
        String speaker = row.speaker().isEmpty() ? Speaker.NARRATOR : row.speaker();
        double seconds = (double) (take.endSample() - take.startSample()) / chapter.sampleRateHz();
        times.merge(
            speaker,
            new SpeakingTime(speaker, plan.voice(row), 1, seconds),
            EditionRecords::together);
      }
    }
    return times.values().stream()
        .sorted(
            Comparator.comparingDouble(SpeakingTime::seconds)
                .reversed()
                .thenComparing(SpeakingTime::speaker))
        .toList();
  }

  private static SpeakingTime together(SpeakingTime one, SpeakingTime other) {
    return new SpeakingTime(
        one.speaker(), one.voice(), one.takes() + other.takes(), one.seconds() + other.seconds());
  }

  private static List<Listed> listed(Draft draft) {
    List<Listed> listed = new ArrayList<>();
    for (PlanRow row : draft.missing()) {
      listed.add(new Listed(row.ordinal(), row.chapter(), row.key(), MISSING));
    }
    for (EditionTake take : draft.takes()) {
      if (!take.faults().isEmpty()) {
        PlanRow row = draft.plan().rows().get(take.ordinal());
        listed.add(new Listed(row.ordinal(), row.chapter(), row.key(), take.suspicion()));
      }
    }
    listed.sort(Comparator.comparingInt(Listed::ordinal));
    return listed;
  }
}
