// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What becomes of tables of data, which the ear follows badly. A table that only lays out prose is
 * read in any case.
 */
public enum DataTables {
  /** Left out, and listed. */
  SKIP,
  /** Read line by line, or cell by cell where the manuscript has each in an element of its own. */
  READ;

  /** {@return the manuscript to read} */
  public Manuscript applyTo(Manuscript manuscript) {
    if (this == SKIP) {
      return manuscript;
    }
    TreeMap<Integer, Span> taken = new TreeMap<>();
    manuscript.blocks().forEach(block -> taken.put(block.span().start(), block.span()));
    List<Block> blocks = new ArrayList<>(manuscript.blocks());
    List<Omission> omissions = new ArrayList<>();
    for (Omission omission : manuscript.omissions()) {
      Map.Entry<Integer, Span> before = taken.floorEntry(omission.span().start());
      boolean within = before != null && before.getValue().end() > omission.span().start();
      if (omission.reason() == Omission.Reason.TABLE && !within) {
        addLines(manuscript.text(), omission.span(), blocks, omissions);
      } else {
        omissions.add(omission);
      }
    }
    blocks.sort(Comparator.comparingInt(block -> block.span().start()));
    return manuscript.with(blocks, omissions, manuscript.spokenAs());
  }

  /** A line without words only draws the table. */
  private static void addLines(
      String text, Span table, List<Block> blocks, List<Omission> omissions) {
    int start = table.start();
    while (start < table.end()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? table.end() : Math.min(newline, table.end());
      boolean words = text.substring(start, end).chars().anyMatch(Character::isLetterOrDigit);
      Span line = words ? inner(text, start, end) : new Span(start, end);
      if (words) {
        blocks.add(new Block(Block.Kind.PARAGRAPH, line, List.of()));
      } else if (!line.of(text).isBlank()) {
        omissions.add(new Omission(Omission.Reason.TABLE, line));
      }
      start = end + 1;
    }
  }

  /** {@return a line without the bars and blanks at both ends} */
  private static Span inner(String text, int start, int end) {
    int from = start;
    int to = end;
    while (isFrame(text.charAt(from))) {
      from++;
    }
    while (isFrame(text.charAt(to - 1))) {
      to--;
    }
    return new Span(from, to);
  }

  private static boolean isFrame(char character) {
    return character == '|' || Character.isWhitespace(character);
  }
}
