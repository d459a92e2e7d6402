// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The printed lists of contents and illustrations of a plain text.
 *
 * @param entries the lines of the lists of contents, without page numbers
 */
record ContentsList(List<Omission> omissions, List<Entry> entries) {
  private static final Pattern CONTENTS = Pattern.compile("(?i)(TABLE OF )?CONTENTS[.:]?");
  private static final Pattern OPENING =
      Pattern.compile(
          CONTENTS.pattern()
              + "|(?i)((LIST OF )?ILLUSTRATIONS|LIST OF (PLATES|MAPS|FIGURES|TABLES))[.:]?");
  private static final Pattern PAGE = Pattern.compile(".*[ .](\\d{1,4}|[ivxlc]+)");
  private static final int MIN_WITHOUT_OPENING = 3;

  ContentsList {
    omissions = List.copyOf(omissions);
    entries = List.copyOf(entries);
  }

  /** A line of a list of contents, in the forms in which the text may repeat it. */
  record Entry(String key, String label, String title) {
    static Entry of(String line) {
      String text =
          line.replaceFirst(
              "(?:[\\s.]*(?:\\.{2,}|\\s{2,}|\\t)[\\s.]*(?:\\d{1,4}|[ivxlc]+)|[\\s.]+\\d{1,4})$",
              "");
      Optional<HeadingLine> heading =
          HeadingLine.parse(text).or(() -> HeadingLine.parse(text.split("[\\s.]+", 2)[0]));
      String title =
          heading
              .map(
                  h ->
                      h.title().isEmpty() && h.label().length() < text.length()
                          ? afterLabel(text, h)
                          : h.title())
              .orElse(text);
      boolean named = heading.filter(h -> h.kind() == HeadingLine.Kind.NAMED).isPresent();
      return new Entry(
          letters(text),
          heading.map(h -> letters(h.label())).orElse(""),
          named ? letters(text) : letters(title));
    }

    private static String afterLabel(String text, HeadingLine heading) {
      return text.startsWith(heading.label()) ? text.substring(heading.label().length()) : "";
    }

    /** {@return whether both are one heading: by title, or by label where one has no title} */
    boolean means(Entry heading) {
      return hasWordsOf(heading)
          || (!label.isEmpty()
              && label.equals(heading.label)
              && (title.isEmpty() || heading.title.isEmpty()));
    }

    /** {@return whether both have the same words, with or without their numbers} */
    boolean hasWordsOf(Entry heading) {
      return key.equals(heading.key)
          || (!title.isEmpty() && (title.equals(heading.title) || title.equals(heading.key)));
    }

    private static String letters(String text) {
      return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "");
    }
  }

  /** Takes the lists out of the groups of a text. */
  static ContentsList removeFrom(List<LineGroup> groups) {
    List<Omission> omissions = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      String line = groups.get(i).line(0);
      boolean opened = OPENING.matcher(line).matches();
      int end = opened ? endOfList(groups, i) : endOfRun(groups, i);
      if (end > i) {
        for (LineGroup group : groups.subList(i, end)) {
          omissions.add(new Omission(Omission.Reason.CONTENTS, group.span()));
          if (!opened || CONTENTS.matcher(line).matches()) {
            group.lines().forEach(span -> entries.add(Entry.of(span.of(group.text()))));
          }
        }
        groups.subList(i, end).clear();
        i--;
      }
    }
    return new ContentsList(omissions, entries.stream().filter(ContentsList::isEntry).toList());
  }

  private static boolean isEntry(Entry entry) {
    return !entry.key().isEmpty()
        && !CONTENTS.matcher(entry.key()).matches()
        && !entry.key().equals("tableofcontents");
  }

  /** The list ends where its first entry comes again, now as a heading, or at prose. */
  private static int endOfList(List<LineGroup> groups, int start) {
    List<Entry> first = new ArrayList<>();
    for (int i = start; i < groups.size(); i++) {
      LineGroup group = groups.get(i);
      Entry entry = Entry.of(group.line(0));
      boolean again = first.stream().anyMatch(listed -> listed.means(entry));
      boolean ends =
          again
              || OPENING.matcher(group.line(0)).matches()
              || !(isListed(group) || comesAgain(groups, i));
      if (i > start && ends) {
        return i;
      }
      for (int l = i == start ? 1 : 0; l < group.lines().size() && !isLabelled(first); l++) {
        Entry listed = Entry.of(group.line(l));
        // A line such as "CHAPTER PAGE" stands over the columns.
        if (!listed.key().matches("(?:chapter|chap|no)?(?:page)?")) {
          first.add(listed);
        }
      }
    }
    return groups.size();
  }

  private static boolean isLabelled(List<Entry> entries) {
    return !entries.isEmpty() && !entries.get(entries.size() - 1).label().isEmpty();
  }

  private static boolean isListed(LineGroup group) {
    long entries = group.lines().stream().filter(span -> isEntry(span.of(group.text()))).count();
    return entries * 3 >= group.lines().size() * 2L;
  }

  /** {@return whether most lines of a group are first lines of later ones} */
  private static boolean comesAgain(List<LineGroup> groups, int index) {
    LineGroup group = groups.get(index);
    Set<String> later = new HashSet<>();
    groups.subList(index + 1, groups.size()).forEach(g -> later.add(Entry.of(g.line(0)).key()));
    long again =
        group.lines().stream()
            .filter(line -> later.contains(Entry.of(line.of(group.text())).key()))
            .count();
    return again * 2 > group.lines().size();
  }

  private static boolean isEntry(String line) {
    return PAGE.matcher(line).matches()
        || HeadingLine.parse(line).isPresent()
        || HeadingLine.isTitle(line);
  }

  /**
   * A list without a heading of its own: numbered headings one after the other with nothing between
   * them, the first of which comes again.
   */
  private static int endOfRun(List<LineGroup> groups, int start) {
    List<Entry> entries = new ArrayList<>();
    Set<String> numbered = new HashSet<>();
    int end = start;
    while (end < groups.size() && isRun(groups.get(end))) {
      LineGroup group = groups.get(end);
      List<Entry> added = group.lines().stream().map(l -> Entry.of(l.of(group.text()))).toList();
      if (!entries.isEmpty() && added.get(0).means(entries.get(0))) {
        break;
      }
      entries.addAll(added);
      added.forEach(entry -> numbered.add(entry.label()));
      end++;
    }
    boolean again =
        numbered.size() >= MIN_WITHOUT_OPENING
            && groups.subList(end, groups.size()).stream()
                .anyMatch(group -> entries.get(0).means(Entry.of(group.line(0))));
    return again ? end : start;
  }

  private static boolean isRun(LineGroup group) {
    return group.lines().stream()
        .allMatch(
            line ->
                HeadingLine.parse(line.of(group.text()))
                    .filter(h -> h.isNumbered() || h.kind() == HeadingLine.Kind.NAMED)
                    .isPresent());
  }
}
