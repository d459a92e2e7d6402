package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Cuts a manuscript into chapters along its table of contents.
 *
 * <p>Books nest differently: some put chapters below the title, some below parts, some put sections
 * below chapters. A level is above the chapters if it has one entry only, or if most of its entries
 * that have a level below hold no prose of their own, as a part's title page does. Entries without
 * prose are read at the beginning of the chapter that follows.
 */
public final class ChapterSplitter {
  private static final Pattern NAMED_CHAPTER = Pattern.compile("(?i)chapter\\b");

  /** {@return the chapters in order; together they hold every block once} */
  public List<Chapter> split(Manuscript manuscript) {
    List<Part> parts = parts(manuscript);
    int level = chapterLevel(parts);
    List<Chapter> chapters = new ArrayList<>();
    List<Block> pending = new ArrayList<>();
    String title = manuscript.title();
    for (Part part : parts) {
      if (part.level() <= level) {
        if (hasProse(pending)) {
          chapters.add(new Chapter(chapters.size() + 1, title, pending));
          pending = new ArrayList<>();
        }
        title = part.title();
      }
      pending.addAll(part.blocks());
    }
    if (hasProse(pending) || chapters.isEmpty()) {
      chapters.add(new Chapter(chapters.size() + 1, title, pending));
      return List.copyOf(chapters);
    }
    Chapter last = chapters.remove(chapters.size() - 1);
    List<Block> blocks = new ArrayList<>(last.blocks());
    blocks.addAll(pending);
    chapters.add(new Chapter(last.index(), last.title(), blocks));
    return List.copyOf(chapters);
  }

  /** An entry of the contents with the blocks up to the next one; level 0 is what stands before. */
  private record Part(String title, int level, List<Block> blocks) {}

  private static List<Part> parts(Manuscript manuscript) {
    List<Part> parts = new ArrayList<>();
    List<Block> blocks = manuscript.blocks();
    List<ContentsEntry> contents = manuscript.contents();
    int next = 0;
    for (int i = -1; i < contents.size(); i++) {
      int end =
          i + 1 < contents.size() ? contents.get(i + 1).offset() : manuscript.text().length() + 1;
      int from = next;
      while (next < blocks.size() && blocks.get(next).span().start() < end) {
        next++;
      }
      String title = i < 0 ? manuscript.title() : contents.get(i).title();
      parts.add(new Part(title, i < 0 ? 0 : contents.get(i).level(), blocks.subList(from, next)));
    }
    return parts;
  }

  private static int chapterLevel(List<Part> parts) {
    int deepest = parts.stream().mapToInt(Part::level).max().orElse(0);
    int level = 1;
    while (level < deepest && isAboveChapters(parts, level)) {
      level++;
    }
    return level;
  }

  private static boolean isAboveChapters(List<Part> parts, int level) {
    int entries = 0;
    int containers = 0;
    int withSections = 0;
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i).level() == level) {
        entries++;
        if (NAMED_CHAPTER.matcher(parts.get(i).title()).lookingAt()) {
          return false;
        }
        if (i + 1 < parts.size() && parts.get(i + 1).level() > level) {
          withSections++;
          containers += hasProse(parts.get(i).blocks()) ? 0 : 1;
        }
      }
    }
    return entries <= 1 || (withSections > 0 && containers * 2 > withSections);
  }

  private static boolean hasProse(List<Block> blocks) {
    Predicate<Block> heading = block -> block.kind() == Block.Kind.HEADING;
    return blocks.stream().anyMatch(heading.negate());
  }
}
