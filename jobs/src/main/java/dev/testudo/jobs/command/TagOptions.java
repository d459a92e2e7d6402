// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.BookText;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.segmentation.BookDetails;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.synthesis.audio.BookTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What the files say of the book: what the manuscript says, unless an option says otherwise. */
final class TagOptions {
  private static final String SYNTHETIC = "Read by a synthetic voice, made with Testudo.";
  private static final String SYNTHETICS = "Read by synthetic voices, made with Testudo.";

  /** Named one by one; of more voices, the others are counted. */
  private static final int MAX_NAMES = 3;

  @Option(
      names = "--narrator",
      paramLabel = "NAME",
      description =
          "Default: whom the manuscript names, else the voice, with the words synthetic voice.")
  private Optional<String> narrator = Optional.empty();

  @Option(names = "--description", paramLabel = "TEXT", description = "What the book is about.")
  private Optional<String> description = Optional.empty();

  @Option(names = "--publisher", paramLabel = "NAME", description = "Who publishes the book.")
  private Optional<String> publisher = Optional.empty();

  @Option(names = "--date", paramLabel = "DATE", description = "A year, or a date as 1865-11-26.")
  private Optional<String> date = Optional.empty();

  @Option(names = "--series", paramLabel = "NAME", description = "The series of the book.")
  private Optional<String> series = Optional.empty();

  @Option(names = "--part", paramLabel = "N", description = "Its number in the series.")
  private Optional<String> part = Optional.empty();

  @Option(names = "--isbn", paramLabel = "ISBN", description = "The audiobook's ISBN.")
  private Optional<String> isbn = Optional.empty();

  @Option(names = "--genre", paramLabel = "NAME", description = "Default: Audiobook.")
  private Optional<String> genre = Optional.empty();

  /** {@return the tags of an edition} */
  BookTags of(Library library, EditionRecord edition) {
    Optional<BookPlan> plan = library.plan(edition.book(), edition.plan());
    List<String> voices = plan.map(TagOptions::voices).orElse(List.of(edition.voice()));
    BookDetails manuscript =
        plan.flatMap(library::text)
            .map(text -> details(library, edition, text))
            .orElse(BookDetails.NONE);
    String named = series.orElse(manuscript.series());
    return new BookTags(
        edition.title(),
        edition.author(),
        narrator.orElseGet(
            () -> manuscript.narrator().isEmpty() ? names(voices) : manuscript.narrator()),
        edition.language(),
        date.orElse(manuscript.date()),
        publisher.orElse(manuscript.publisher()),
        description.orElse(manuscript.description()),
        named,
        part.orElse(named.equals(manuscript.series()) ? manuscript.part() : ""),
        // The ISBN of a manuscript is that of the text.
        isbn.orElse(""),
        genre.orElse(BookTags.GENRE),
        voices.size() == 1 ? SYNTHETIC : SYNTHETICS);
  }

  /** {@return the voices of a book: the narrator's, then those that read most} */
  private static List<String> voices(BookPlan plan) {
    Map<String, Long> rows =
        plan.rows().stream().collect(Collectors.groupingBy(plan::voice, Collectors.counting()));
    rows.put(plan.voice(), Long.MAX_VALUE);
    return rows.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** {@return such as {@code Heart and Emma (synthetic voices)}} */
  private static String names(List<String> voices) {
    List<String> names = new ArrayList<>(voices.stream().map(TagOptions::voiceName).toList());
    if (names.size() > MAX_NAMES) {
      String others = names.size() - MAX_NAMES + 1 + " others";
      names.subList(MAX_NAMES - 1, names.size()).clear();
      names.add(others);
    }
    String last = names.remove(names.size() - 1);
    return voices.size() == 1
        ? last + " (synthetic voice)"
        : String.join(", ", names) + " and " + last + " (synthetic voices)";
  }

  /** {@return what the manuscript says; an older version kept it in the EPUB only} */
  private static BookDetails details(Library library, EditionRecord edition, BookText text) {
    return text.details().equals(BookDetails.NONE) && !text.original().isEmpty()
        ? ManuscriptReader.read(edition.book() + ".epub", library.store().read(text.original()))
            .details()
        : text.details();
  }

  /** {@return a name such as {@code River} of a voice such as {@code af_river}} */
  private static String voiceName(String voice) {
    String name = voice.replaceFirst("^[a-z]{2}_", "");
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
