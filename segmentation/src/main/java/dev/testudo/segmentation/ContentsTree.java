// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A manuscript's table of contents as a tree, with the blocks that belong to each entry. */
final class ContentsTree {
  private ContentsTree() {}

  /** An entry with the blocks up to the next entry; level 0 is what stands before the first. */
  static final class Node {
    private final String title;
    private final int level;
    private final List<Block> blocks;
    private final List<Node> children = new ArrayList<>();

    private Node(String title, int level, List<Block> blocks) {
      this.title = title;
      this.level = level;
      this.blocks = List.copyOf(blocks);
    }

    String title() {
      return title;
    }

    int level() {
      return level;
    }

    /** {@return its own blocks, up to the first entry below} */
    List<Block> blocks() {
      return blocks;
    }

    List<Node> children() {
      return children;
    }

    List<Block> allBlocks() {
      List<Block> all = new ArrayList<>(blocks);
      children.forEach(child -> all.addAll(child.allBlocks()));
      return all;
    }

    /** {@return characters of its own blocks, without headings} */
    int ownProse() {
      return blocks.stream()
          .filter(block -> block.kind() != Block.Kind.HEADING)
          .filter(block -> block.kind() != Block.Kind.SECTION_BREAK)
          .mapToInt(block -> block.span().length())
          .sum();
    }

    int totalProse() {
      return ownProse() + children.stream().mapToInt(Node::totalProse).sum();
    }
  }

  /** {@return the outermost entries in order} */
  static List<Node> of(Manuscript manuscript) {
    List<Node> roots = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
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
      int level = i < 0 ? 0 : contents.get(i).level();
      Node node = new Node(title, level, blocks.subList(from, next));
      while (!open.isEmpty() && open.peek().level() >= level) {
        open.pop();
      }
      if (open.isEmpty()) {
        roots.add(node);
      } else {
        open.peek().children().add(node);
      }
      if (level > 0) {
        open.push(node);
      }
    }
    return roots;
  }
}
