// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.plan.ChapterSelection;
import dev.testudo.jobs.plan.Corrections;
import dev.testudo.jobs.plan.RenderRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code plan} and {@code render} have in common: which books, and how they shall sound. */
final class RenderOptions {
  @Parameters(
      arity = "1..*",
      paramLabel = "MANUSCRIPT",
      description =
          "An EPUB, HTML, Markdown, text, DOCX, ODT, FB2, RTF or PDF file, or a folder or s3a://"
              + " prefix of them.")
  private List<String> manuscripts = List.of();

  @Mixin private LibraryOptions library = new LibraryOptions();
  @Mixin private ModelOptions model = new ModelOptions();
  @Mixin private PresetOptions preset = new PresetOptions();

  @Option(
      names = "--book",
      paramLabel = "ID",
      description = "The book's name in the library; default: made from author and title.")
  private Optional<String> book = Optional.empty();

  @Option(
      names = "--edition",
      paramLabel = "NAME",
      description = "Keeps a second voice or language beside the first; default: main.")
  private Optional<String> edition = Optional.empty();

  @Option(
      names = "--voice",
      paramLabel = "NAME",
      description = "A voice of the model or of the library; default: the model's first.")
  private Optional<String> voice = Optional.empty();

  @Option(
      names = "--cast",
      paramLabel = "FILE",
      description = "Who is read in which voice, as testudo cast writes it; for one manuscript.")
  private Optional<String> cast = Optional.empty();

  @Option(
      names = "--chapters",
      paramLabel = "1,3-5",
      description = "Only these chapters, as an edition of their own unless --edition names one.")
  private Optional<String> chapters = Optional.empty();

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Corrects the title that the manuscript has.")
  private Optional<String> title = Optional.empty();

  @Option(
      names = "--author",
      paramLabel = "TEXT",
      description = "Corrects the author that the manuscript has.")
  private Optional<String> author = Optional.empty();

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description = "Corrects the language that the manuscript has, such as en-GB.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--series",
      paramLabel = "NAME",
      description =
          "Corrects the series that the manuscript has; its lexicon is lexicons/series=NAME.tsv of"
              + " the library.")
  private Optional<String> series = Optional.empty();

  @Option(
      names = "--chapters-file",
      paramLabel = "FILE",
      description =
          "Takes the chapters from this list; testudo plan writes it if there is none, to be"
              + " edited.")
  private Optional<Path> chaptersFile = Optional.empty();

  RenderRequest request() {
    newChaptersFile()
        .ifPresent(
            file -> {
              throw new ConfigException(
                  "Cannot find the list of chapters \"%s\"; write it by testudo plan MANUSCRIPT --chapters-file %s"
                      .formatted(file, file));
            });
    return request(chaptersFile);
  }

  /** {@return the same; a list of chapters that is not there yet is not asked for} */
  RenderRequest requestBeforeChapters() {
    return request(chaptersFile.filter(Files::exists));
  }

  /** {@return the file that a list of chapters is to be written to} */
  Optional<Path> newChaptersFile() {
    return chaptersFile.filter(file -> !Files.exists(file));
  }

  private RenderRequest request(Optional<Path> chapterList) {
    return new RenderRequest(
        manuscripts,
        library.uri(),
        book,
        edition,
        voice,
        cast,
        model.reference(),
        chapters.map(ChapterSelection::parse).orElse(ChapterSelection.ALL),
        new Corrections(title, author, language, series, chapterList),
        preset.settings(library.overrides()));
  }
}
