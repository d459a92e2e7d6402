// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import dev.testudo.segmentation.Script.ScriptChapter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What looks wrong about the chapters of a book. */
final class ChapterWarnings {
  /** Spoken characters, pauses included; measured on whole books with the starter voice. */
  private static final double CHARACTERS_PER_HOUR = 15 * 3600;

  private static final double LONG_HOURS = 2;
  private static final double UNDIVIDED_HOURS = 0.75;

  private ChapterWarnings() {}

  static List<String> of(List<ScriptChapter> chapters) {
    List<String> warnings = new ArrayList<>();
    for (ScriptChapter chapter : chapters) {
      if (chapters.size() > 1 && hours(chapter) > LONG_HOURS) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "Chapter %d (%s) has about %.1f hours: see whether it has parts",
                chapter.index(),
                chapter.title(),
                hours(chapter)));
      }
    }
    if (chapters.size() == 1 && hours(chapters.get(0)) > UNDIVIDED_HOURS) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The book has no chapters that could be found: it is one of about %.1f hours",
              hours(chapters.get(0))));
    }
    Map<String, Long> titles =
        chapters.stream()
            .collect(
                Collectors.groupingBy(
                    ScriptChapter::title, LinkedHashMap::new, Collectors.counting()));
    titles.forEach(
        (title, times) -> {
          if (times > 1) {
            warnings.add("%d chapters have the same title (%s)".formatted(times, title));
          }
        });
    return warnings;
  }

  private static double hours(ScriptChapter chapter) {
    return chapter.utterances().stream().mapToInt(u -> u.spokenText().length()).sum()
        / CHARACTERS_PER_HOUR;
  }
}
