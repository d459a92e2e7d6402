package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds printed lists of contents and illustrations in plain text. */
final class ContentsList {
  private static final Pattern OPENING =
      Pattern.compile(
          "(?i)(TABLE OF )?CONTENTS[.:]?|(LIST OF )?ILLUSTRATIONS[.:]?|LIST OF PLATES[.:]?");
  private static final Pattern PAGE = Pattern.compile(".*[ .](\\d{1,4}|[ivxlc]+)");

  private static final String LABEL = "label ";

  private ContentsList() {}

  /** Takes the lists out of the groups of a text. */
  static List<Omission> removeFrom(List<LineGroup> groups) {
    List<Omission> omissions = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      if (OPENING.matcher(groups.get(i).line(0)).matches()) {
        int end = endOfList(groups, i);
        for (LineGroup group : groups.subList(i, end)) {
          omissions.add(new Omission(Omission.Reason.CONTENTS, group.span()));
        }
        groups.subList(i, end).clear();
        i--;
      }
    }
    return omissions;
  }

  /** The list ends where its first entry comes again, now as a heading, or at prose. */
  private static int endOfList(List<LineGroup> groups, int start) {
    Set<String> first = new HashSet<>();
    boolean labelled = false;
    for (int i = start; i < groups.size(); i++) {
      LineGroup group = groups.get(i);
      String line = group.line(0);
      boolean again = first.contains(key(line)) || first.contains(labelKey(line));
      if (i > start && (again || !isListed(group) || OPENING.matcher(line).matches())) {
        return i;
      }
      for (int l = i == start ? 1 : 0; l < group.lines().size() && !labelled; l++) {
        first.add(key(group.line(l)));
        first.add(labelKey(group.line(l)));
        labelled = labelKey(group.line(l)).startsWith(LABEL);
      }
    }
    return groups.size();
  }

  private static boolean isListed(LineGroup group) {
    long entries = group.lines().stream().filter(span -> isEntry(span.of(group.text()))).count();
    return entries * 3 >= group.lines().size() * 2L;
  }

  private static boolean isEntry(String line) {
    return PAGE.matcher(line).matches()
        || HeadingLine.parse(line).isPresent()
        || HeadingLine.isTitle(line);
  }

  private static String key(String line) {
    return line.toLowerCase(Locale.ROOT).replaceAll("[\\s.]*\\d*$", "").replaceAll("\\W+", " ");
  }

  // "I Introduction" announces the heading "I"; "CHAPTER I. The Hole" announces "CHAPTER I".
  private static String labelKey(String line) {
    return HeadingLine.parse(line)
        .or(() -> HeadingLine.parse(line.split(" ", 2)[0]))
        .map(heading -> LABEL + heading.label())
        .orElseGet(() -> key(line));
  }
}
