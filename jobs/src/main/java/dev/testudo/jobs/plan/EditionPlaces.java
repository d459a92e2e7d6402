// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the utterances of a published edition are heard: file and time, by utterance key. */
final class EditionPlaces {
  private EditionPlaces() {}

  /**
   * A stretch of a chapter file.
   *
   * @param file path in the library
   */
  record Place(String file, double startSeconds, double endSeconds) {}

  /**
   * {@return the places of the edition's utterances; none where nothing is published, or where an
   * older version published it, which kept no places}
   */
  static Map<String, Place> of(Library library, String book, String edition) {
    Map<String, Place> places = new HashMap<>();
    library.edition(book, edition).ifPresent(record -> add(library, record, places));
    return places;
  }

  private static void add(Library library, EditionRecord record, Map<String, Place> places) {
    String folder = Library.editionFolder(record.book(), record.edition(), record.digest());
    Map<Integer, EditionChapter> chapters =
        record.chapters().stream()
            .collect(Collectors.toMap(EditionChapter::index, chapter -> chapter));
    List<PlanRow> rows =
        library.plan(record.book(), record.plan()).stream()
            .flatMap(plan -> plan.rows().stream())
            .toList();
    for (EditionTake take : library.takes(record)) {
      if (take.ordinal() < rows.size() && take.endSample() > 0) {
        EditionChapter chapter = chapters.get(rows.get(take.ordinal()).chapter());
        double rateHz = chapter.sampleRateHz();
        places.put(
            take.key(),
            new Place(
                folder + chapter.file(), take.startSample() / rateHz, take.endSample() / rateHz));
      }
    }
  }
}
