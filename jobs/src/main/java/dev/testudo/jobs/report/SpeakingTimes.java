// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.SpeakingTime;
import dev.testudo.jobs.library.Library;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long each speaker is heard in the published editions that have a cast. */
final class SpeakingTimes {
  private SpeakingTimes() {}

  /** {@return the editions of one book, or of all, that were rendered with a cast} */
  static List<EditionRecord> editions(Library library, Optional<String> book) {
    return library.books().stream()
        .filter(name -> book.isEmpty() || book.get().equals(name))
        .flatMap(
            name -> library.editions(name).stream().flatMap(e -> library.edition(name, e).stream()))
        .filter(edition -> !edition.speakers().isEmpty())
        .toList();
  }

  /** {@return a line for each speaker of an edition, below its name} */
  static String text(EditionRecord edition) {
    StringBuilder text = new StringBuilder();
    text.append("%s (%s): minutes by speaker".formatted(edition.book(), edition.edition()));
    for (SpeakingTime time : edition.speakers()) {
      text.append(System.lineSeparator())
          .append("  %7s  %s (%s)".formatted(minutes(time), time.speaker(), time.voice()));
    }
    return text.toString();
  }

  /** {@return a table of the speakers of all editions} */
  static String html(List<EditionRecord> editions) {
    return Html.table(
        List.of("book", "edition", "speaker", "voice", "takes", "minutes"),
        editions.stream()
            .flatMap(
                edition ->
                    edition.speakers().stream()
                        .map(
                            time ->
                                List.of(
                                    edition.book(),
                                    edition.edition(),
                                    time.speaker(),
                                    time.voice(),
                                    "" + time.takes(),
                                    minutes(time))))
            .toList());
  }

  private static String minutes(SpeakingTime time) {
    return String.format(Locale.ROOT, "%.1f", time.seconds() / 60);
  }
}
