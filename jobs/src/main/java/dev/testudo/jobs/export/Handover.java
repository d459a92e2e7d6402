// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.synthesis.audio.BookTags;
import dev.testudo.synthesis.audio.Cover;
import dev.testudo.synthesis.audio.ExportFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a package of text and sound is made of.
 *
 * @param chapters with their times
 * @param codec of the audio
 * @param audio a file for each chapter
 * @param published when the edition was
 */
record Handover(
    String book,
    BookTags tags,
    Optional<Cover> cover,
    List<TimedChapter> chapters,
    ExportFormat codec,
    List<Path> audio,
    Instant published) {
  Handover {
    chapters = List.copyOf(chapters);
    audio = List.copyOf(audio);
  }

  /** {@return the name of a chapter's file in a package, without its ending} */
  static String name(int index) {
    return "chapter-%03d".formatted(index + 1);
  }

  /** {@return the name of a chapter's audio in a package} */
  String audioName(int index) {
    return name(index) + "." + codec.extension();
  }

  /** {@return the ending of the cover's file} */
  String coverEnding() {
    return cover.map(image -> image.mediaType().equals("image/png") ? "png" : "jpg").orElse("");
  }

  /** {@return the book between its opening and its closing credits} */
  Handover withoutCredits() {
    int last = chapters.size() - 1;
    return new Handover(
        book, tags, cover, chapters.subList(1, last), codec, audio.subList(1, last), published);
  }

  double seconds() {
    return chapters.stream().mapToDouble(TimedChapter::seconds).sum();
  }

  /** {@return a language tag that packages take} */
  String language() {
    return tags.language().isEmpty() ? "en" : tags.language();
  }
}
