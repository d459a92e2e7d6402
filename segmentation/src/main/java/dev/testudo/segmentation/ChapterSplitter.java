// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import dev.testudo.segmentation.ContentsTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Cuts a manuscript into chapters along its table of contents.
 *
 * <p>Books nest differently: some put chapters below the title, some below parts, some put sections
 * below chapters. So each entry that has entries below is either a container, whose chapters are
 * below it, or a chapter with sections: see {@link #isContainer}. Entries without prose are read at
 * the beginning of the chapter that follows, and so is a short text before the first chapter of a
 * part. The names of parts stay in the titles of their chapters.
 */
public final class ChapterSplitter {
  /** About two hours of speech; more than that is not one chapter if it has parts. */
  static final int LONG_CHAPTER = 108_000;

  private static final int LONGEST_EPIGRAPH = 600;

  /** {@return the chapters in order; together they hold every block once} */
  public List<Chapter> split(Manuscript manuscript) {
    List<Node> roots = ContentsTree.of(manuscript);
    List<Node> entries = roots.stream().filter(root -> root.level() > 0).toList();
    List<Section> sections = new ArrayList<>();
    for (Node root : roots) {
      // What stands before the first entry has no siblings.
      collect(root, root.level() == 0 ? List.of(root) : entries, "", sections);
    }
    return chapters(sections, manuscript.title());
  }

  /**
   * Blocks in a row that belong to one chapter.
   *
   * @param opening whether they open what follows, unless they are too long for that
   */
  private record Section(String title, List<Block> blocks, boolean opening, int prose) {}

  private static void collect(
      Node node, List<Node> siblings, String parts, List<Section> sections) {
    String title = parts.isEmpty() ? node.title() : parts + ", " + node.title();
    if (!isContainer(node, siblings)) {
      List<Block> all = node.allBlocks();
      sections.add(new Section(title, all, node.level() == 0, node.totalProse()));
      return;
    }
    sections.add(new Section(title, node.blocks(), true, node.ownProse()));
    boolean named = EntryTitle.of(node.title()).isOuter();
    for (Node child : node.children()) {
      collect(child, node.children(), named ? title : parts, sections);
    }
  }

  /** Chapters of the sections with prose; the others open the next one, or close the last. */
  private static List<Chapter> chapters(List<Section> sections, String bookTitle) {
    List<Chapter> chapters = new ArrayList<>();
    List<Block> pending = new ArrayList<>();
    for (Section section : sections) {
      boolean opens =
          section.prose() == 0 || (section.opening() && section.prose() <= LONGEST_EPIGRAPH);
      pending.addAll(section.blocks());
      if (!opens) {
        chapters.add(new Chapter(chapters.size() + 1, section.title(), pending));
        pending = new ArrayList<>();
      }
    }
    if (chapters.isEmpty()) {
      return List.of(new Chapter(1, bookTitle, pending));
    }
    if (!pending.isEmpty()) {
      Chapter last = chapters.remove(chapters.size() - 1);
      List<Block> blocks = Stream.concat(last.blocks().stream(), pending.stream()).toList();
      chapters.add(new Chapter(last.index(), last.title(), blocks));
    }
    return List.copyOf(chapters);
  }

  /** {@return whether the chapters are below this entry; else it is a chapter, or less} */
  private static boolean isContainer(Node node, List<Node> siblings) {
    List<Node> below = node.children().stream().filter(child -> child.totalProse() > 0).toList();
    if (below.isEmpty()) {
      return false;
    }
    EntryTitle title = EntryTitle.of(node.title());
    boolean onlyOne =
        siblings.stream().filter(sibling -> sibling.totalProse() > 0).count() == 1
            && node.totalProse() > 0;
    if (onlyOne && !title.isChapter()) {
      return below.size() > 1 || node.ownProse() == 0;
    }
    int own = node.ownProse();
    int total = node.totalProse();
    if (title.isOuter()) {
      boolean divided =
          below.size() > 1
              || EntryTitle.of(below.get(0).title()).isChapter()
              || siblings.stream().anyMatch(sibling -> sibling.children().size() > 1);
      return divided && own * 2 <= total;
    }
    if (title.isChapter() || below.stream().allMatch(child -> title.numbers(child.title()))) {
      return false;
    }
    if (title.isNumberedTitle()
        && siblings.stream().filter(s -> EntryTitle.of(s.title()).isNumberedTitle()).count() > 1) {
      return own * 10 <= total && haveNumbersOfTheirOwn(below);
    }
    if (total > LONG_CHAPTER && below.size() > 1) {
      return own * 4 <= total;
    }
    return own == 0 && areMostlyTitlePages(siblings) && !isStoryWithSections(node, below, siblings);
  }

  /** Parts may be numbered as their chapters are: {@code I. Foundations}, {@code 1. Numbers}. */
  private static boolean haveNumbersOfTheirOwn(List<Node> below) {
    long numbered =
        below.stream()
            .map(child -> EntryTitle.of(child.title()))
            .filter(title -> title.isNumberedTitle() || title.isChapter())
            .count();
    return below.size() > 1 && numbered * 2 > below.size();
  }

  private static boolean areMostlyTitlePages(List<Node> siblings) {
    List<Node> divided = siblings.stream().filter(s -> !s.children().isEmpty()).toList();
    return divided.stream().filter(s -> s.ownProse() == 0).count() * 2 > divided.size();
  }

  /** A story among stories, a part of which is divided: its divisions are no chapters. */
  private static boolean isStoryWithSections(Node node, List<Node> below, List<Node> siblings) {
    boolean numerals = below.stream().allMatch(child -> EntryTitle.of(child.title()).isNumeral());
    boolean restart =
        numerals && EntryTitle.of(below.get(0).title()).number() <= 1 && siblings.size() > 1;
    List<Node> whole =
        siblings.stream().filter(s -> s.children().isEmpty() && s.totalProse() > 0).toList();
    int divided = siblings.size() - whole.size();
    int[] lengths = whole.stream().mapToInt(Node::totalProse).sorted().toArray();
    boolean likeOthers =
        lengths.length >= divided && node.totalProse() <= 3 * lengths[lengths.length / 2];
    return restart || likeOthers;
  }
}
