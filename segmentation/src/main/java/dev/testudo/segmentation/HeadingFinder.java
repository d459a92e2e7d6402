// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import dev.testudo.segmentation.HeadingLine.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the headings of a plain text. The text's own list of contents decides where there is one;
 * else words of division such as {@code CHAPTER} do, else titles with numbers, else numbers alone,
 * else lines that look alike: set off by signs, in capitals, centred, in title case.
 */
final class HeadingFinder {
  private static final Pattern UNDERLINE = Pattern.compile("[=~*_^-]{3,}");
  private static final List<Kind> BY_LOOKS =
      List.of(Kind.MARKED, Kind.CAPITALS, Kind.CENTRED, Kind.TITLE_CASE);

  /** Below an outer division, headings by looks are sought only if it is longer than two hours. */
  private static final int LONGEST_DIVISION = 100_000;

  /** A dictionary may lack some letters. */
  private static final int MIN_LETTERS = 10;

  private static final int MIN_SECTION = 60;
  private static final int MAX_MIN_SECTION = 2_000;
  private static final int SECTIONS_AT_MOST = 300;

  private final List<LineGroup> groups;
  private final List<Heading> byWords = new ArrayList<>();
  private final Map<Integer, Heading> wordsByGroup = new HashMap<>();
  private final Map<String, Integer> families = new HashMap<>();
  private final Map<Integer, Heading> byLooks = new TreeMap<>();

  private HeadingFinder(List<LineGroup> groups) {
    this.groups = groups;
    for (int i = 0; i < groups.size(); i++) {
      int index = i;
      Optional<Heading> found = byWords(index);
      found.ifPresent(this::add);
      byLooks(index).ifPresent(heading -> byLooks.put(index, heading));
    }
  }

  private void add(Heading heading) {
    byWords.add(heading);
    wordsByGroup.put(heading.group(), heading);
    families.merge(heading.line().family(), 1, Integer::sum);
  }

  /** {@return the headings in order} */
  static List<Heading> find(List<LineGroup> groups, List<ContentsList.Entry> listed) {
    HeadingFinder finder = new HeadingFinder(groups);
    List<Heading> found = finder.listed(listed).orElseGet(finder::unlisted);
    found.sort(Comparator.comparingInt(Heading::group));
    return found;
  }

  private Optional<Heading> byWords(int index) {
    LineGroup group = groups.get(index);
    Optional<HeadingLine> parsed = HeadingLine.parse(group.line(0));
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    HeadingLine line = parsed.get();
    int rest = group.lines().size() - 1;
    if (rest == 0) {
      return Optional.of(new Heading(index, line, 1, 0, true));
    }
    if (UNDERLINE.matcher(group.line(1)).matches()) {
      return Optional.of(new Heading(index, line, 1, 0, true));
    }
    if (group.lines().size() <= 3
        && HeadingLine.isTitle(group.joined())
        && !startsNumber(group.line(1))) {
      boolean wrapped = !line.title().isEmpty();
      return Optional.of(
          new Heading(index, line, wrapped ? group.lines().size() : 1, wrapped ? 0 : rest, true));
    }
    // The text may follow without a blank line.
    boolean division =
        line.kind() == Kind.DIVISION || (line.kind() == Kind.NAMED && line.title().isEmpty());
    return division && !Character.isLowerCase(group.line(1).charAt(0))
        ? Optional.of(new Heading(index, line, 1, 0, true))
        : Optional.empty();
  }

  private static boolean startsNumber(String line) {
    return HeadingLine.parse(line).filter(HeadingLine::isNumbered).isPresent();
  }

  private Optional<Heading> byLooks(int index) {
    LineGroup group = groups.get(index);
    int lines = group.lines().size();
    if (lines == 2 && UNDERLINE.matcher(group.line(1)).matches()) {
      return Optional.of(
          new Heading(index, HeadingLine.looks(group.line(0), Kind.MARKED), 1, 0, true));
    }
    if (lines > 2) {
      return Optional.empty();
    }
    Optional<HeadingLine> line = HeadingLine.byLooks(group.joined(), group.indents().get(0));
    boolean whole = lines == 1 || line.filter(l -> l.kind() != Kind.TITLE_CASE).isPresent();
    return line.filter(l -> whole).map(l -> new Heading(index, l, lines, 0, true));
  }

  /** {@return the headings that the list of contents names, if the text has most of them} */
  private Optional<List<Heading>> listed(List<ContentsList.Entry> entries) {
    Map<Integer, Heading> found = new TreeMap<>();
    int from = 0;
    int matched = 0;
    for (ContentsList.Entry entry : entries) {
      Optional<Heading> heading = next(entry, from);
      if (heading.isPresent()) {
        matched++;
        from = heading.get().group() + 1;
        found.put(heading.get().group(), heading.get());
      }
    }
    if (matched < 2 || matched * 5 < entries.size() * 3) {
      return Optional.empty();
    }
    boolean chapters = found.values().stream().anyMatch(h -> h.line().level() >= 3);
    for (Heading heading : byWords) {
      if (heading.kind() == Kind.DIVISION || heading.kind() == Kind.NAMED) {
        found.putIfAbsent(heading.group(), heading);
      }
    }
    for (Heading numeral : inSequence(Kind.NUMERAL)) {
      found.putIfAbsent(numeral.group(), chapters ? numeral.asSection() : numeral);
    }
    return Optional.of(new ArrayList<>(found.values()));
  }

  /** A number alone is what the entry means only if its words are nowhere. */
  private Optional<Heading> next(ContentsList.Entry entry, int from) {
    return next(from, entry::hasWordsOf)
        .map(titled -> numberAbove(titled).orElse(titled))
        .or(() -> next(from, entry::means));
  }

  /** The number of a chapter may stand alone above its title. */
  private Optional<Heading> numberAbove(Heading titled) {
    return Optional.ofNullable(wordsByGroup.get(titled.group() - 1))
        .filter(heading -> heading.line().isNumbered() && heading.line().title().isEmpty());
  }

  private Optional<Heading> next(int from, Predicate<ContentsList.Entry> isMeant) {
    for (int i = from; i < groups.size(); i++) {
      LineGroup group = groups.get(i);
      if (group.lines().size() <= 3
          && (isMeant.test(ContentsList.Entry.of(group.joined()))
              || isMeant.test(ContentsList.Entry.of(group.line(0))))) {
        return Optional.of(heading(i));
      }
    }
    return Optional.empty();
  }

  private Heading heading(int index) {
    LineGroup group = groups.get(index);
    return Optional.ofNullable(wordsByGroup.get(index))
        .or(() -> Optional.ofNullable(byLooks.get(index)))
        .orElseGet(
            () ->
                new Heading(
                    index,
                    HeadingLine.looks(group.joined(), Kind.TITLE_CASE),
                    group.lines().size(),
                    0,
                    true));
  }

  private List<Heading> unlisted() {
    List<Heading> letters = alphabet();
    if (!letters.isEmpty()) {
      byWords.stream().filter(heading -> heading.kind() == Kind.NAMED).forEach(letters::add);
      return letters;
    }
    List<Heading> found = new ArrayList<>();
    List<Heading> numerals = inSequence(Kind.NUMERAL);
    byWords.stream()
        .filter(heading -> heading.kind() == Kind.DIVISION || heading.kind() == Kind.NAMED)
        .filter(heading -> !isStray(heading, numerals))
        .map(
            heading ->
                isAboveFirst(heading, numerals) ? heading.as(heading.line().asPart()) : heading)
        .forEach(found::add);
    boolean chapters = found.stream().anyMatch(heading -> heading.line().isNumberedChapter());
    if (chapters) {
      found.addAll(continuing());
    } else {
      List<Heading> titled = inSequence(Kind.NUMBERED_TITLE);
      if (titled.size() >= 2) {
        found.addAll(titled);
        chapters = true;
      }
    }
    if (!chapters) {
      List<Heading> stories = titlesOf(numerals);
      found.addAll(stories);
      chapters = !stories.isEmpty();
    }
    for (Heading numeral : numerals) {
      found.add(chapters ? numeral.asSection() : numeral);
    }
    if (!chapters && numerals.size() < 2 && longestWithout(found) > longestUnbroken(found)) {
      found.addAll(alike(found));
    }
    return found;
  }

  /** An epilogue whose chapters begin again from one is a part. */
  private boolean isAboveFirst(Heading heading, List<Heading> numerals) {
    Heading below = wordsByGroup.get(heading.group() + 1);
    return heading.kind() == Kind.NAMED
        && below != null
        && below.kind() == Kind.NUMERAL
        && below.line().number() == 1
        && !numerals.isEmpty()
        && numerals.get(0).group() < heading.group();
  }

  /** A title such as "First Night Watch" in a book whose chapters have numbers alone. */
  private boolean isStray(Heading heading, List<Heading> numerals) {
    HeadingLine line = heading.line();
    return line.isNumberedChapter()
        && families.getOrDefault(line.family(), 0) * 10 <= numerals.size();
  }

  /** {@return the letters of a dictionary, each alone on its line; empty unless it is one} */
  private List<Heading> alphabet() {
    List<Heading> found = new ArrayList<>();
    char last = 'A' - 1;
    for (int i = 0; i < groups.size(); i++) {
      String line = groups.get(i).line(0);
      boolean letter = groups.get(i).lines().size() == 1 && line.matches("[A-Z]");
      if (letter && line.charAt(0) > last) {
        last = line.charAt(0);
        found.add(new Heading(i, HeadingLine.looks(line, Kind.CAPITALS), 1, 0, true));
      }
    }
    boolean complete = found.size() >= MIN_LETTERS && found.size() * 2 > last - 'A' + 1;
    return complete ? found : new ArrayList<>();
  }

  /**
   * {@return titles with numbers that go on where a word of division left off: {@code ADVENTURE
   * VI}, then {@code VII. THE BLUE CARBUNCLE}}
   */
  private List<Heading> continuing() {
    List<Heading> found = new ArrayList<>();
    Map<String, Set<Integer>> used = new HashMap<>();
    byWords.stream()
        .filter(heading -> heading.line().isNumberedChapter())
        .forEach(
            h ->
                used.computeIfAbsent(h.line().family(), f -> new HashSet<>())
                    .add(h.line().number()));
    String family = "";
    int last = 0;
    for (Heading heading : byWords) {
      HeadingLine line = heading.line();
      if (line.isNumberedChapter()) {
        family = line.family();
        last = line.number();
      } else if (line.kind() == Kind.NUMBERED_TITLE
          && last > 0
          && line.number() == last + 1
          && used.get(family).add(line.number())) {
        last++;
        found.add(heading);
      }
    }
    return found;
  }

  /** Numbers count only in sequence from one, so that a stray number is no heading. */
  private List<Heading> inSequence(Kind kind) {
    Map<String, Integer> last = new HashMap<>();
    List<Heading> found = new ArrayList<>();
    for (Heading heading : byWords) {
      HeadingLine line = heading.line();
      boolean next = line.number() == 1 || line.number() == last.getOrDefault(line.family(), 0) + 1;
      if (line.kind() == kind && next) {
        last.put(line.family(), line.number());
        found.add(heading);
      }
    }
    return found;
  }

  /** {@return the titles above numbers that begin again: stories whose parts are numbered} */
  private List<Heading> titlesOf(List<Heading> numerals) {
    List<Heading> firsts = numerals.stream().filter(h -> h.line().number() == 1).toList();
    // "Book I", "The Coming of the Martians", "I": the title is that of the book.
    if (firsts.stream().anyMatch(h -> isDivision(h.group() - 1) || isDivision(h.group() - 2))) {
      return List.of();
    }
    Set<Kind> kinds =
        firsts.stream()
            .flatMap(h -> Optional.ofNullable(byLooks.get(h.group() - 1)).stream())
            .map(Heading::kind)
            .collect(Collectors.toSet());
    long titled = firsts.stream().filter(h -> byLooks.containsKey(h.group() - 1)).count();
    if (titled == 0 || titled < firsts.size() || kinds.size() > 1) {
      return List.of();
    }
    Kind kind = kinds.iterator().next();
    Set<Integer> numbered = numerals.stream().map(Heading::group).collect(Collectors.toSet());
    List<Heading> stories =
        family(kind).stream()
            .filter(
                h ->
                    numbered.contains(h.group() + 1)
                        || (h.group() + 1 < groups.size() && isText(h.group() + 1)))
            .toList();
    return stories.size() < 2 ? List.of() : stories;
  }

  private boolean isDivision(int group) {
    Heading heading = wordsByGroup.get(group);
    return heading != null && heading.kind() == Kind.DIVISION;
  }

  /** {@return the surest family of headings that only look alike, if it divides the text} */
  private List<Heading> alike(List<Heading> others) {
    Set<Integer> taken = others.stream().map(Heading::group).collect(Collectors.toSet());
    for (Kind kind : BY_LOOKS) {
      List<Heading> found =
          family(kind).stream()
              .filter(h -> !taken.contains(h.group()) && !taken.contains(h.group() - 1))
              .filter(h -> h.group() + 1 < groups.size() && isText(h.group() + 1))
              .toList();
      if (found.size() >= 2 && textFrom(found.get(0)) / found.size() >= minSection()) {
        return found;
      }
    }
    return List.of();
  }

  /** {@return all of a kind but those that repeat, as the names of a play's speakers do} */
  private List<Heading> family(Kind kind) {
    Predicate<Heading> ofKind = heading -> heading.kind() == kind;
    Map<String, Long> counts =
        byLooks.values().stream()
            .filter(ofKind)
            .collect(Collectors.groupingBy(h -> h.line().title(), Collectors.counting()));
    return byLooks.values().stream()
        .filter(ofKind)
        .filter(heading -> counts.get(heading.line().title()) <= 2)
        .toList();
  }

  private boolean isText(int index) {
    LineGroup group = groups.get(index);
    return !byLooks.containsKey(index)
        && !wordsByGroup.containsKey(index)
        && !group.isSectionBreak();
  }

  private int length() {
    return groups.isEmpty()
        ? 0
        : groups.get(groups.size() - 1).span().end() - groups.get(0).span().start();
  }

  private int textFrom(Heading heading) {
    return groups.get(groups.size() - 1).span().end() - groups.get(heading.group()).span().start();
  }

  private int minSection() {
    return Math.max(MIN_SECTION, Math.min(MAX_MIN_SECTION, length() / SECTIONS_AT_MOST));
  }

  private static int longestUnbroken(List<Heading> found) {
    boolean divided = found.stream().anyMatch(heading -> heading.kind() == Kind.DIVISION);
    return divided ? LONGEST_DIVISION : 0;
  }

  /** {@return the length of the longest stretch between headings} */
  private int longestWithout(List<Heading> found) {
    int longest = 0;
    int start = groups.isEmpty() ? 0 : groups.get(0).span().start();
    for (Heading heading : found) {
      int at = groups.get(heading.group()).span().start();
      longest = Math.max(longest, at - start);
      start = at;
    }
    return Math.max(
        longest, groups.isEmpty() ? 0 : groups.get(groups.size() - 1).span().end() - start);
  }
}
