// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.plan;

import dev.testudo.jobs.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chapters to render, such as {@code 3}, {@code 1-2} or {@code 1,3-5}.
 *
 * @param ranges none for every chapter
 */
public record ChapterSelection(List<Range> ranges) {
  /** Every chapter. */
  public static final ChapterSelection ALL = new ChapterSelection(List.of());

  private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

  public ChapterSelection {
    ranges = List.copyOf(ranges);
  }

  /** Chapters in a row; both ends are included. */
  public record Range(int first, int last) {
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  public static ChapterSelection parse(String text) {
    List<Range> ranges = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = RANGE.matcher(part.strip());
      int first = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
      int last =
          first == 0 || matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first < 1 || last < first) {
        throw new ConfigException(
            "Cannot render chapters \"" + text + "\": write them as 3, 1-2 or 1,3-5");
      }
      ranges.add(new Range(first, last));
    }
    return new ChapterSelection(ranges);
  }

  boolean contains(int chapter) {
    return ranges.isEmpty()
        || ranges.stream().anyMatch(range -> range.first() <= chapter && chapter <= range.last());
  }

  /**
   * {@return the edition that a selection goes to unless one is named, so that it replaces none}
   */
  String defaultEdition() {
    if (ranges.isEmpty()) {
      return "main";
    }
    boolean one = ranges.size() == 1 && ranges.get(0).first() == ranges.get(0).last();
    return (one ? "chapter-" : "chapters-")
        + ranges.stream().map(Range::toString).collect(Collectors.joining("_"));
  }

  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
  }
}
