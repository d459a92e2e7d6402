package dev.testudo.jobs.plan;

import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.TakeRows;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.audio.MasteringProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the utterances of a published edition are heard: file and time, by utterance key. */
final class EditionPlaces {
  /** Pauses are whole samples, so a long chapter may differ from its plan by some milliseconds. */
  private static final double MAX_DIFFERENCE_SECONDS = 0.05;

  private final Library library;
  private final MasteringProfile profile;
  private final Map<String, Place> places = new HashMap<>();

  private EditionPlaces(Library library, MasteringProfile profile) {
    this.library = library;
    this.profile = profile;
  }

  /**
   * A stretch of a chapter file.
   *
   * @param file path in the library
   */
  record Place(String file, double startSeconds, double endSeconds) {}

  /**
   * {@return the places of the edition's utterances; none where nothing is published, and none in a
   * chapter that was mastered with other pauses than those of the profile}
   */
  static Map<String, Place> of(
      Library library, String book, String edition, MasteringProfile profile) {
    EditionPlaces found = new EditionPlaces(library, profile);
    library.edition(book, edition).ifPresent(found::add);
    return found.places;
  }

  private void add(EditionRecord record) {
    String folder = Library.editionFolder(record.book(), record.edition(), record.digest());
    Map<String, Double> seconds = seconds(record);
    Map<Integer, List<PlanRow>> rows =
        library.plan(record.book(), record.plan()).stream()
            .flatMap(plan -> plan.rows().stream())
            .collect(Collectors.groupingBy(PlanRow::chapter));
    for (EditionChapter chapter : record.chapters()) {
      add(folder, chapter, rows.getOrDefault(chapter.index(), List.of()), seconds);
    }
  }

  private void add(
      String folder, EditionChapter chapter, List<PlanRow> rows, Map<String, Double> seconds) {
    Map<String, Place> found = new HashMap<>();
    double position = profile.leadInMillis() / 1000.0;
    for (int i = 0; i < rows.size(); i++) {
      PlanRow row = rows.get(i);
      Optional<Double> length = Optional.ofNullable(seconds.get(row.key()));
      double end = position + length.orElse(row.predictedSeconds());
      if (length.isPresent()) {
        found.put(row.key(), new Place(folder + chapter.file(), position, end));
      }
      boolean last = i == rows.size() - 1;
      position = end + (last ? profile.leadOutMillis() : millis(row.pauseAfter())) / 1000.0;
    }
    if (Math.abs(position - chapter.seconds()) <= MAX_DIFFERENCE_SECONDS) {
      places.putAll(found);
    }
  }

  private int millis(Pause pause) {
    return switch (pause) {
      case CLAUSE -> profile.clauseMillis();
      case SENTENCE -> profile.sentenceMillis();
      case PARAGRAPH -> profile.paragraphMillis();
      case HEADING -> profile.headingMillis();
    };
  }

  /** {@return the length of each take of the edition, by key; each file is read once} */
  private Map<String, Double> seconds(EditionRecord record) {
    Map<String, Double> seconds = new HashMap<>();
    new TakeRows(library.store())
        .ofTakes(library.takes(record))
        .forEach((key, take) -> seconds.put(key, take.audio().seconds()));
    return seconds;
  }
}
