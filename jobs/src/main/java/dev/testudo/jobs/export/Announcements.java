// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedParagraph;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.segmentation.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chapters that do not begin with their own heading, and what is said before them. */
public final class Announcements {
  private Announcements() {}

  /** {@return what to say before each chapter that does not say its title itself, in order} */
  public static List<String> titles(Library library, EditionRecord edition) {
    return new ArrayList<>(silent(library, edition).values());
  }

  /** {@return titles by the chapters' indexes} */
  private static Map<Integer, String> silent(Library library, EditionRecord edition) {
    Map<Integer, String> titles = new LinkedHashMap<>();
    for (TimedChapter chapter : TimelineReader.read(library, edition).chapters()) {
      boolean saysIt =
          firstHeard(chapter).map(TimedParagraph::kind).equals(Optional.of(Block.Kind.HEADING));
      if (!saysIt) {
        String title = chapter.title().isBlank() ? "Chapter " + chapter.index() : chapter.title();
        titles.put(chapter.index(), title);
      }
    }
    return titles;
  }

  private static Optional<TimedParagraph> firstHeard(TimedChapter chapter) {
    return chapter.paragraphs().stream()
        .filter(paragraph -> paragraph.sentences().stream().anyMatch(s -> !s.pieces().isEmpty()))
        .findFirst();
  }

  /** {@return the chapter of the announcements for each chapter of an edition that has one} */
  static Map<Integer, EditionChapter> byChapter(
      Library library, EditionRecord edition, EditionRecord announcements) {
    Map<Integer, EditionChapter> chapters = new LinkedHashMap<>();
    int next = 0;
    for (int index : silent(library, edition).keySet()) {
      chapters.put(index, announcements.chapters().get(next++));
    }
    return chapters;
  }
}
