// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.Cover;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a package of text and sound is made of.
 *
 * @param chapters with their times
 * @param mp3 a file for each chapter
 * @param published when the edition was
 */
record Handover(
    String book,
    BookTags tags,
    Optional<Cover> cover,
    List<TimedChapter> chapters,
    List<Path> mp3,
    Instant published) {
  Handover {
    chapters = List.copyOf(chapters);
    mp3 = List.copyOf(mp3);
  }

  /** {@return the name of a chapter's file in a package, without its ending} */
  static String name(int index) {
    return "chapter-%03d".formatted(index + 1);
  }

  /** {@return the ending of the cover's file} */
  String coverEnding() {
    return cover.map(image -> image.mediaType().equals("image/png") ? "png" : "jpg").orElse("");
  }

  /** {@return the book between its opening and its closing credits} */
  Handover withoutCredits() {
    int last = chapters.size() - 1;
    return new Handover(
        book, tags, cover, chapters.subList(1, last), mp3.subList(1, last), published);
  }

  double seconds() {
    return chapters.stream().mapToDouble(TimedChapter::seconds).sum();
  }

  /** {@return a language tag that packages take} */
  String language() {
    return tags.language().isEmpty() ? "en" : tags.language();
  }
}
