package dev.testudo.jobs.command;

import dev.testudo.jobs.library.BookText;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.segmentation.BookDetails;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.synthesis.audio.BookTags;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the files say of the book: what the manuscript says, unless an option says otherwise. */
final class TagOptions {
  private static final String SYNTHETIC = "Read by a synthetic voice, made with Testudo.";

  @Option(
      names = "--narrator",
      paramLabel = "NAME",
      description = "Default: the name of the voice, with the words synthetic voice.")
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
    BookDetails manuscript =
        library
            .plan(edition.book(), edition.plan())
            .flatMap(library::text)
            .map(text -> details(library, edition, text))
            .orElse(BookDetails.NONE);
    return new BookTags(
        edition.title(),
        edition.author(),
        narrator.orElse(voiceName(edition.voice()) + " (synthetic voice)"),
        edition.language(),
        date.orElse(manuscript.date()),
        publisher.orElse(manuscript.publisher()),
        description.orElse(manuscript.description()),
        series.orElse(manuscript.series()),
        part.orElse(series.isPresent() ? "" : manuscript.part()),
        // The ISBN of a manuscript is that of the text.
        isbn.orElse(""),
        genre.orElse(BookTags.GENRE),
        SYNTHETIC);
  }

  /** {@return what the manuscript says; an older version kept it in the EPUB only} */
  private static BookDetails details(Library library, EditionRecord edition, BookText text) {
    return text.details().equals(BookDetails.NONE) && !text.original().isEmpty()
        ? ManuscriptReader.read(edition.book() + ".epub", library.store().read(text.original()))
            .details()
        : text.details();
  }

  /** {@return a name such as {@code Heart} of a voice such as {@code af_heart}} */
  private static String voiceName(String voice) {
    String name = voice.replaceFirst("^[a-z]{2}_", "");
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }
}
