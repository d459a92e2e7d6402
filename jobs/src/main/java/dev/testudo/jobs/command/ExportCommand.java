package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.library.Covers;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.segmentation.CoverImage;
import dev.testudo.synthesis.audio.Audiobook;
import dev.testudo.synthesis.audio.AudiobookExporter;
import dev.testudo.synthesis.audio.Cover;
import dev.testudo.synthesis.audio.ExportFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A published edition as files for a player. */
@Command(
    name = "export",
    description = "Writes a published edition as audiobook files.",
    footer = {"", "Example:", "  testudo export carroll-alice --format m4b"})
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "m4b|mp3|opus|flac",
      description = "m4b: one file with chapters and cover; mp3: one file per chapter.")
  private String format = "";

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Default: BOOK.FORMAT, or a folder BOOK for mp3, in the current folder.")
  private Optional<Path> output = Optional.empty();

  @ArgGroup private CoverChoice cover = new CoverChoice();

  /** The cover of the edition, of a file, or none. */
  static final class CoverChoice {
    @Option(
        names = "--cover",
        paramLabel = "FILE",
        description = "A JPEG, PNG, GIF, WebP or BMP in place of the edition's cover.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--no-cover", description = "Export without a cover.")
    private boolean none;
  }

  @Override
  public Integer call() throws IOException {
    ExportFormat chosen = ExportFormat.of(format);
    Path target = output.orElseGet(() -> defaultOutput(chosen));
    chosen.requireEndingOf(target);
    if (chosen.isOneFile(target)) {
      OutputFile.require(target);
    }
    Optional<Cover> chosenCover = cover.file.map(ExportCommand::readCover);
    try (Library library = options.library().open()) {
      EditionRecord edition = options.published(library);
      Path scratch = Files.createTempDirectory("testudo-export-");
      try {
        List<Path> files =
            AudiobookExporter.export(
                download(library, edition, chosenCover, scratch), chosen, target);
        files.forEach(file -> spec.commandLine().getOut().println(file));
        spec.commandLine().getOut().flush();
        return 0;
      } finally {
        deleteAll(scratch);
      }
    }
  }

  private Path defaultOutput(ExportFormat chosen) {
    return Path.of(
        chosen == ExportFormat.MP3 ? options.book() : options.book() + "." + chosen.extension());
  }

  private static Cover readCover(Path file) {
    try {
      return Cover.of(Files.readAllBytes(file))
          .orElseThrow(
              () ->
                  new ConfigException(
                      "Cannot use \"%s\" as a cover: it is no picture that can be read; give a JPEG, PNG, GIF, WebP or BMP"
                          .formatted(file)));
    } catch (NoSuchFileException e) {
      throw new ConfigException("Cannot use \"" + file + "\" as a cover: there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the cover \"" + file + "\": " + e.getMessage(), e);
    }
  }

  /** {@return the edition's cover, unless there is none that players show} */
  private Optional<Cover> coverOf(Library library, EditionRecord edition) {
    Optional<CoverImage> stored = Covers.read(library, edition);
    Optional<Cover> shown = stored.flatMap(image -> Cover.of(image.bytes()));
    if (stored.isPresent() && shown.isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          "testudo: exporting without a cover: players do not show the edition's (%s); give another"
              + " by --cover FILE%n",
          stored.get().mediaType());
      err.flush();
    }
    return shown;
  }

  private Audiobook download(
      Library library, EditionRecord edition, Optional<Cover> chosenCover, Path scratch)
      throws IOException {
    String folder = Library.editionFolder(edition.book(), edition.edition(), edition.digest());
    List<Audiobook.Chapter> chapters = new ArrayList<>();
    for (EditionRecord.EditionChapter chapter : edition.chapters()) {
      Path file = scratch.resolve(chapter.file());
      try (InputStream in = library.store().openStream(folder + chapter.file())) {
        Files.copy(in, file);
      }
      chapters.add(new Audiobook.Chapter(chapter.title(), file));
    }
    Optional<Path> picture = Optional.empty();
    Optional<Cover> shown =
        chosenCover.isPresent() || cover.none ? chosenCover : coverOf(library, edition);
    if (shown.isPresent()) {
      picture = Optional.of(Files.write(scratch.resolve("cover"), shown.get().bytes()));
    }
    return new Audiobook(edition.title(), edition.author(), edition.language(), chapters, picture);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
