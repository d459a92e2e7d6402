// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.cluster.LazySession;
import dev.testudo.jobs.config.RenderSettings;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.LibraryException;
import dev.testudo.jobs.plan.ChapterSelection;
import dev.testudo.jobs.plan.Corrections;
import dev.testudo.jobs.plan.RenderRequest;
import dev.testudo.jobs.plan.SegmentJob;
import dev.testudo.jobs.render.KeptTakes;
import dev.testudo.jobs.render.RenderJob;
import dev.testudo.jobs.render.RenderJob.Publishing;
import dev.testudo.synthesis.audio.BookTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Opening and closing credits in the book's own voice: a short manuscript, rendered by the ordinary
 * job as an edition of its own beside the book's, so that nothing is synthesized twice.
 */
final class CreditsRendering {
  private static final String CREDITS = "-credits";
  private static final String ANNOUNCEMENTS = "-announcements";

  private final CommandSpec spec;
  private final LibraryOptions library;
  private final EditionRecord book;

  CreditsRendering(CommandSpec spec, LibraryOptions library, EditionRecord book) {
    this.spec = spec;
    this.library = library;
    this.book = book;
  }

  /** {@return the edition of two chapters: the opening and the closing credits} */
  EditionRecord edition(BookTags tags) throws IOException {
    return edition("credits.md", text(tags), CREDITS, 2);
  }

  /** {@return an edition in which each title is the text of a chapter of its own} */
  EditionRecord announcements(List<String> titles) throws IOException {
    StringBuilder text = new StringBuilder("<html><head><title>Chapters</title></head><body>\n");
    for (int i = 0; i < titles.size(); i++) {
      String title = titles.get(i).replace("&", "&amp;").replace("<", "&lt;");
      String end = title.matches(".*[.!?]") ? "" : ".";
      text.append("<h1>Chapter %d</h1>\n<p>%s%s</p>\n".formatted(i + 1, title, end));
    }
    return edition(
        "chapters.html", text.append("</body></html>\n").toString(), ANNOUNCEMENTS, titles.size());
  }

  private EditionRecord edition(String name, String text, String suffix, int chapters)
      throws IOException {
    Path folder = Files.createTempDirectory("testudo-credits-");
    Path manuscript = folder.resolve(name);
    try {
      Files.writeString(manuscript, text);
      return render(manuscript, suffix, chapters);
    } finally {
      Files.deleteIfExists(manuscript);
      Files.delete(folder);
    }
  }

  private static String text(BookTags tags) {
    String narrator = tags.narrator().replaceFirst("\\s*\\(synthetic voices?\\)$", "");
    String voice = tags.narrator().endsWith("voices)") ? "synthetic voices" : "a synthetic voice";
    String by = tags.author().isEmpty() ? "Read" : "By " + tags.author() + ". Read";
    String reader = by + " by " + narrator + ", " + voice + ".";
    String end =
        "This was " + tags.title() + (tags.author().isEmpty() ? "" : ", by " + tags.author());
    return "# %s%n%n%s%n%n# The End%n%n%s. Read by %s, %s.%n"
        .formatted(tags.title(), reader, end, narrator, voice);
  }

  private EditionRecord render(Path manuscript, String suffix, int chapters) {
    RenderRequest request =
        new RenderRequest(
            List.of(manuscript.toString()),
            library.uri(),
            Optional.of(book.book()),
            Optional.of(book.edition() + suffix),
            Optional.of(book.voice()),
            Optional.empty(),
            book.model(),
            ChapterSelection.ALL,
            new Corrections(
                Optional.of(book.title()),
                Optional.of(book.author()),
                Optional.of(book.language()).filter(language -> !language.isEmpty()),
                Optional.empty(),
                Optional.empty()),
            Settings.of(Settings.DEFAULT_PRESET, library.overrides()));
    try (SegmentJob segmentation = new SegmentJob(request);
        Library opened = Library.open(request.libraryLocation())) {
      int tasks = LazySession.tasksPerExecutor(Optional.empty(), request.settings());
      RenderSettings settings =
          segmentation.settings().withSlotsFor(tasks, segmentation.typicalSeconds());
      try (LazySession session =
          new LazySession(Optional.empty(), settings.engine(), request.settings())) {
        RenderJob.Config config =
            new RenderJob.Config(
                settings, RenderJob.Config.newRun(), Instant.now(), 0, Publishing.PUBLISH, tasks);
        RenderJob.Result result =
            new RenderJob(session, opened, config, new KeptTakes())
                .run(segmentation.segment(manuscript.toString(), opened, Instant.now()));
        EditionRecord credits =
            result
                .ending()
                .edition()
                .filter(edition -> edition.chapters().size() == chapters)
                .orElseThrow(
                    () ->
                        new LibraryException(
                            "Cannot add speech to "
                                + book.book()
                                + ": "
                                + result.ending().sentence()));
        spec.commandLine().getErr().flush();
        return credits;
      }
    }
  }
}
