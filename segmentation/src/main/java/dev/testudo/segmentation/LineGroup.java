// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines of plain text between blank lines.
 *
 * @param lines their spans, without blanks at both ends
 * @param indents blanks before each line
 */
record LineGroup(String text, List<Span> lines, List<Integer> indents) {
  private static final Pattern NO_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final String CLOSERS = "\"'’”)]_";
  private static final int VERSE_INDENT = 2;
  private static final int MIN_VERSE_LINES = 3;
  private static final int LONGEST_VERSE_LINE = 68;
  private static final int UNWRAPPED_LINE = 160;

  LineGroup {
    lines = List.copyOf(lines);
    indents = List.copyOf(indents);
  }

  static List<LineGroup> of(String text) {
    List<LineGroup> groups = new ArrayList<>();
    List<Span> lines = new ArrayList<>();
    List<Integer> indents = new ArrayList<>();
    for (int start = 0; start <= text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      Span line = strip(text, start, end);
      if (line.length() > 0) {
        lines.add(line);
        indents.add(line.start() - start);
      } else if (!lines.isEmpty()) {
        groups.add(new LineGroup(text, lines, indents));
        lines = new ArrayList<>();
        indents = new ArrayList<>();
      }
      start = end + 1;
    }
    if (!lines.isEmpty()) {
      groups.add(new LineGroup(text, lines, indents));
    }
    return groups;
  }

  private static Span strip(String text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return new Span(from, to);
  }

  Span span() {
    return new Span(lines.get(0).start(), lines.get(lines.size() - 1).end());
  }

  String line(int index) {
    return lines.get(index).of(text);
  }

  /** {@return the group from a line on} */
  LineGroup from(int line) {
    return slice(line, lines.size());
  }

  LineGroup slice(int from, int to) {
    return new LineGroup(text, lines.subList(from, to), indents.subList(from, to));
  }

  /** {@return the lines joined by single blanks} */
  String joined() {
    StringBuilder joined = new StringBuilder();
    for (Span line : lines) {
      joined.append(joined.isEmpty() ? "" : " ").append(line.of(text));
    }
    return joined.toString();
  }

  /** {@return whether this is a mark such as {@code * * *}} */
  boolean isSectionBreak() {
    return lines.stream().allMatch(line -> NO_WORDS.matcher(line.of(text)).matches());
  }

  /** {@return whether the lines are a poet's: short, and nearly each begins with a capital} */
  boolean isVerse() {
    boolean indented = indents.stream().allMatch(indent -> indent >= VERSE_INDENT);
    long capitals = lines.stream().filter(line -> startsCapital(line.of(text))).count();
    long sentences = lines.stream().filter(line -> endsSentence(line.of(text))).count();
    boolean isShort = lines.stream().allMatch(line -> line.length() <= LONGEST_VERSE_LINE);
    if (lines.size() < 2 || !isShort) {
      return false;
    }
    return indented
        ? capitals * 2 >= lines.size()
        : lines.size() >= MIN_VERSE_LINES
            && capitals * 10 >= lines.size() * 9L
            && sentences * 3 <= lines.size() * 2L;
  }

  private static boolean startsCapital(String line) {
    return line.chars()
        .filter(Character::isLetterOrDigit)
        .limit(1)
        .anyMatch(c -> Character.isUpperCase(c) || Character.isDigit(c));
  }

  /** {@return whether this is long enough to be a paragraph of the book, not of its title page} */
  boolean isProse() {
    return span().length() > 240 && !isVerse();
  }

  /** {@return the paragraphs: one, unless lines are not wrapped or begin with an indent} */
  List<LineGroup> paragraphs() {
    List<LineGroup> paragraphs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < lines.size(); i++) {
      boolean indented = indents.get(i) >= VERSE_INDENT && indents.get(i - 1) < VERSE_INDENT;
      boolean unwrapped = lines.get(i - 1).length() > UNWRAPPED_LINE;
      if (endsSentence(line(i - 1)) && (indented || unwrapped)) {
        paragraphs.add(slice(start, i));
        start = i;
      }
    }
    paragraphs.add(from(start));
    return paragraphs;
  }

  private static boolean endsSentence(String line) {
    int end = line.length();
    while (end > 0 && CLOSERS.indexOf(line.charAt(end - 1)) >= 0) {
      end--;
    }
    return end > 0 && ".!?:".indexOf(line.charAt(end - 1)) >= 0;
  }
}
