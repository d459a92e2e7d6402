// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a block, broken by the writer and not by the width of the page. */
record VerseLines(CharSequence text, List<Span> lines) {
  private static final int LONGEST = 70;
  private static final int MIN_LINES = 3;
  private static final Pattern NUMBER_AFTER =
      Pattern.compile("(?<=[\\s\\u00A0.,;:!?—’”])\\s*(\\d{1,4})\\s*$");
  private static final Pattern NUMBER_BEFORE = Pattern.compile("^(\\d{1,4})(?=[\\s\\u00A0])");

  VerseLines {
    lines = List.copyOf(lines);
  }

  static VerseLines of(CharSequence text, Span span) {
    List<Span> lines = new ArrayList<>();
    int start = span.start();
    for (int i = span.start(); i <= span.end(); i++) {
      if (i == span.end() || text.charAt(i) == '\n') {
        if (i > start) {
          lines.add(new Span(start, i));
        }
        start = i + 1;
      }
    }
    return new VerseLines(text, lines);
  }

  /**
   * {@return whether these are a poem's or a letterhead's: three or more, short and capitalized}
   */
  boolean areShort() {
    if (lines.size() < MIN_LINES || lines.stream().anyMatch(line -> line.length() > LONGEST)) {
      return false;
    }
    long capitals = lines.stream().filter(line -> startsCapital(line)).count();
    return capitals * 10 >= lines.size() * 7L;
  }

  private boolean startsCapital(Span line) {
    return line.of(text)
        .chars()
        .filter(Character::isLetterOrDigit)
        .limit(1)
        .noneMatch(Character::isLowerCase);
  }

  /**
   * {@return the numbers of lines, each a multiple of five and each more than the last}
   *
   * @param enough how many there must be; one alone may be a year or a house number
   */
  List<Span> numbers(int enough) {
    List<Span> after = numbers(NUMBER_AFTER);
    if (after.size() >= enough && lines.size() >= MIN_LINES) {
      return after;
    }
    List<Span> before = numbers(NUMBER_BEFORE);
    return before.size() >= Math.max(2, enough) ? before : List.of();
  }

  private List<Span> numbers(Pattern pattern) {
    List<Span> found = new ArrayList<>();
    int last = 0;
    for (Span line : lines) {
      Matcher number = pattern.matcher(line.of(text));
      if (number.find()) {
        int value = Integer.parseInt(number.group(1));
        if (value % 5 != 0 || value <= last) {
          return List.of();
        }
        last = value;
        found.add(new Span(line.start() + number.start(1), line.start() + number.end(1)));
      }
    }
    return found;
  }
}
