// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.segmentation.ChapterList;
import dev.testudo.segmentation.Manuscript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a person knows better than the manuscript says; empty for what the manuscript says.
 *
 * @param chaptersFile a list of chapters, see {@link ChapterList}
 */
public record Corrections(
    Optional<String> title,
    Optional<String> author,
    Optional<String> language,
    Optional<String> series,
    Optional<Path> chaptersFile) {
  public static final Corrections NONE =
      new Corrections(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public Corrections {
    requireNonNull(title, "title is null");
    requireNonNull(author, "author is null");
    requireNonNull(language, "language is null");
    requireNonNull(series, "series is null");
    requireNonNull(chaptersFile, "chaptersFile is null");
  }

  Manuscript applyTo(Manuscript manuscript) {
    Manuscript corrected =
        manuscript
            .withMetadata(
                title.orElse(manuscript.title()),
                author.orElse(manuscript.author()),
                language.orElse(manuscript.language()))
            .withSeries(series.orElse(manuscript.series()));
    return chaptersFile
        .map(file -> ChapterList.applied(file.toString(), read(file), corrected))
        .orElse(corrected);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot read the list of chapters \"%s\": %s".formatted(file, e.getMessage()));
    }
  }
}
