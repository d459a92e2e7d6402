// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chapters of a manuscript as lines that a person edits: where each begins, and its title.
 * Without its line, a chapter is part of the one before.
 */
public final class ChapterList {
  private static final String EXPLANATION =
      """
      # Where chapters begin: a place, a tab, the title; what follows a second tab is for your eyes.
      # Delete a line to join a chapter to the one before; change a title as you like. For a new chapter add a line
      # that begins with the first words of its first paragraph.
      """;
  private static final int SHOWN = 60;

  private ChapterList() {}

  /** {@return the list for a manuscript} */
  public static String of(Manuscript manuscript) {
    StringBuilder list = new StringBuilder(EXPLANATION);
    for (Chapter chapter : new ChapterSplitter().split(manuscript)) {
      Block first = chapter.blocks().get(0);
      String words = first.readable(manuscript.text()).text();
      list.append(first.span().start())
          .append('\t')
          .append(chapter.title().replaceAll("\\s+", " "))
          .append('\t')
          .append(words, 0, Math.min(SHOWN, words.length()))
          .append('\n');
    }
    return list.toString();
  }

  /**
   * {@return a manuscript whose chapters are those of a list}
   *
   * @param name of the list, for messages
   * @throws ManuscriptException if a line does not fit the manuscript
   */
  public static Manuscript applied(String name, String list, Manuscript manuscript) {
    List<ContentsEntry> contents = new ArrayList<>();
    int after = -1;
    int number = 0;
    for (String line : list.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t", -1);
      int previous = after;
      Optional<Integer> place =
          columns.length < 2 ? Optional.empty() : place(columns[0].strip(), previous, manuscript);
      if (place.isEmpty() || columns[1].isBlank()) {
        throw new ManuscriptException(
            "Cannot use %s: line %d (\"%s\") needs the place of a paragraph after the chapter before, a tab and a title; write the list again by testudo plan --chapters-file with a new name"
                .formatted(name, number, line.substring(0, Math.min(SHOWN, line.length()))));
      }
      after = place.get();
      contents.add(new ContentsEntry(columns[1].strip(), 1, after));
    }
    if (contents.isEmpty()) {
      throw new ManuscriptException("Cannot use %s: it lists no chapter".formatted(name));
    }
    return manuscript.withContents(contents);
  }

  /** {@return where a block begins that is named by its offset or by its first words} */
  private static Optional<Integer> place(String named, int after, Manuscript manuscript) {
    boolean offset = named.matches("\\d{1,9}");
    return manuscript.blocks().stream()
        .filter(block -> block.span().start() > after)
        .filter(
            block ->
                offset
                    ? block.span().start() == Integer.parseInt(named)
                    : !named.isEmpty()
                        && block.readable(manuscript.text()).text().startsWith(named))
        .map(block -> block.span().start())
        .findFirst();
  }
}
