package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A heading found among the groups of a plain text.
 *
 * @param group index of its group
 * @param lines lines of the heading itself, at the start of its group
 * @param titleLines lines below it in the same group that hold its title
 * @param inContents false for the sections of a chapter
 */
record Heading(int group, HeadingLine line, int lines, int titleLines, boolean inContents) {

  static List<Heading> findAll(List<LineGroup> groups) {
    List<Heading> found = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      find(i, groups.get(i)).ifPresent(found::add);
    }
    boolean chapters = found.stream().anyMatch(heading -> heading.line().isNumberedChapter());
    return numeralsSettled(found, chapters);
  }

  private static Optional<Heading> find(int index, LineGroup group) {
    Optional<HeadingLine> parsed = HeadingLine.parse(group.line(0));
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    HeadingLine line = parsed.get();
    boolean isShort = group.lines().size() <= 3 && HeadingLine.isTitle(group.joined());
    int rest = group.lines().size() - 1;
    if (rest == 0) {
      return Optional.of(new Heading(index, line, 1, 0, true));
    }
    if (isShort) {
      boolean wrapped = !line.title().isEmpty();
      return Optional.of(
          new Heading(index, line, wrapped ? group.lines().size() : 1, wrapped ? 0 : rest, true));
    }
    boolean plain = line.title().isEmpty() && line.level() < HeadingLine.NUMERAL_LEVEL;
    return plain ? Optional.of(new Heading(index, line, 1, 0, true)) : Optional.empty();
  }

  /**
   * Bare numerals count only in sequence from one, so that a stray number is no heading; they are
   * chapters where nothing else is, else sections.
   */
  private static List<Heading> numeralsSettled(List<Heading> found, boolean chapters) {
    List<Heading> settled = new ArrayList<>();
    int last = 0;
    for (Heading heading : found) {
      HeadingLine line = heading.line();
      if (line.level() < HeadingLine.NUMERAL_LEVEL) {
        settled.add(heading);
        continue;
      }
      int value = Numeral.value(line.label());
      if (value == last + 1 || value == 1) {
        last = value;
        HeadingLine chapter =
            new HeadingLine(line.label(), line.title(), HeadingLine.CHAPTER_LEVEL);
        settled.add(
            new Heading(
                heading.group(), chapter, heading.lines(), heading.titleLines(), !chapters));
      }
    }
    return settled;
  }
}
