package dev.testudo.jobs.command;

import dev.testudo.jobs.library.Covers;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.segmentation.CoverImage;
import dev.testudo.synthesis.audio.Audiobook;
import dev.testudo.synthesis.audio.AudiobookExporter;
import dev.testudo.synthesis.audio.ExportFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A published edition as files for a player. */
@Command(name = "export", description = "Writes a published edition as an audiobook to carry away.")
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BookOptions options = new BookOptions();

  @Option(
      names = "--format",
      required = true,
      paramLabel = "m4b|mp3|opus|flac",
      description = "m4b: one file with chapters and cover; mp3: one file a chapter.")
  private String format = "";

  @Option(
      names = "--output",
      paramLabel = "PATH",
      description = "Default: BOOK.FORMAT, or a folder BOOK for mp3, in the current folder.")
  private Optional<Path> output = Optional.empty();

  @Override
  public Integer call() throws IOException {
    ExportFormat chosen = ExportFormat.of(format);
    Path target = output.orElseGet(() -> defaultOutput(chosen));
    chosen.requireEndingOf(target);
    if (chosen.isOneFile(target)) {
      OutputFile.require(target);
    }
    try (Library library = options.library().open()) {
      EditionRecord edition = options.published(library);
      Path scratch = Files.createTempDirectory("testudo-export-");
      try {
        List<Path> files =
            AudiobookExporter.export(download(library, edition, scratch), chosen, target);
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

  private static Audiobook download(Library library, EditionRecord edition, Path scratch)
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
    Optional<Path> cover = Optional.empty();
    Optional<CoverImage> image = Covers.read(library, edition);
    if (image.isPresent()) {
      cover = Optional.of(Files.write(scratch.resolve("cover"), image.get().bytes()));
    }
    return new Audiobook(edition.title(), edition.author(), edition.language(), chapters, cover);
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
