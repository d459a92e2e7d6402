package dev.testudo.jobs.plan;

import dev.testudo.jobs.config.ConfigException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chapters to render, such as {@code 3} or {@code 1-2}; both ends are included. */
public record ChapterRange(int first, int last) {
  /** Every chapter. */
  public static final ChapterRange ALL = new ChapterRange(1, Integer.MAX_VALUE);

  private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

  public ChapterRange {
    if (first < 1 || last < first) {
      throw new ConfigException(
          "Cannot render chapters " + first + "-" + last + ": write them as 3 or 1-2");
    }
  }

  public static ChapterRange parse(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches()) {
      throw new ConfigException("Cannot render chapters \"" + text + "\": write them as 3 or 1-2");
    }
    int first = Integer.parseInt(matcher.group(1));
    return new ChapterRange(
        first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2)));
  }

  boolean contains(int chapter) {
    return first <= chapter && chapter <= last;
  }

  /**
   * {@return the edition that a selection goes to unless one is named, so that it replaces none}
   */
  String defaultEdition() {
    return equals(ALL)
        ? "main"
        : first == last ? "chapter-" + first : "chapters-" + first + "-" + last;
  }
}
