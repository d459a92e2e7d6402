// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.IntStream;

/** Lines that stand at the top or the bottom of most files of a book: licences, running titles. */
final class RepeatedLines {
  private static final int MIN_FILES = 3;
  private static final double SHARE_OF_FILES = 0.4;
  private static final int EDGE_BLOCKS = 3;
  private static final int LONGEST = 400;

  private RepeatedLines() {}

  /**
   * {@return the blocks that repeat}
   *
   * @param files where each file begins
   */
  static Set<Block> of(String text, List<Block> blocks, NavigableMap<Integer, String> files) {
    Map<Integer, List<Block>> edges = edges(blocks, files);
    Map<String, Set<Integer>> filesOf = new HashMap<>();
    edges.forEach(
        (file, edge) ->
            edge.forEach(
                b -> filesOf.computeIfAbsent(key(text, b), k -> new HashSet<>()).add(file)));
    Set<Block> repeated = new HashSet<>();
    for (List<Block> edge : edges.values()) {
      for (Block block : edge) {
        int times = filesOf.get(key(text, block)).size();
        if (times >= MIN_FILES && times >= SHARE_OF_FILES * edges.size()) {
          repeated.add(block);
        }
      }
    }
    return repeated;
  }

  private static String key(String text, Block block) {
    return block.span().of(text).replaceAll("[\\s\\d]+", " ");
  }

  private static Map<Integer, List<Block>> edges(
      List<Block> blocks, NavigableMap<Integer, String> files) {
    Map<Integer, List<Block>> byFile = new HashMap<>();
    for (Block block : blocks) {
      Integer file = files.floorKey(block.span().start());
      if (file != null && block.kind() != Block.Kind.SECTION_BREAK) {
        byFile.computeIfAbsent(file, f -> new ArrayList<>()).add(block);
      }
    }
    byFile.replaceAll((file, all) -> edge(all));
    return byFile;
  }

  private static List<Block> edge(List<Block> all) {
    return IntStream.range(0, all.size())
        .filter(index -> index < EDGE_BLOCKS || index >= all.size() - EDGE_BLOCKS)
        .mapToObj(all::get)
        .filter(block -> block.kind() != Block.Kind.HEADING && block.span().length() <= LONGEST)
        .toList();
  }
}
