// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jsoup.nodes.TextNode;

/** Learns from which text node each character of a manuscript's text comes. */
final class TextTrace {
  /** Of a text whose origin is not needed. */
  static final TextTrace NONE = new TextTrace();

  private final NavigableMap<Integer, Run> runs = new TreeMap<>();

  void add(String path, TextNode node, int index, int offset) {
    Map.Entry<Integer, Run> last = runs.lastEntry();
    Run run = last == null ? null : last.getValue();
    if (run != null
        && run.node().equals(node)
        && run.to() == index
        && run.offset() + run.to() - run.from() == offset) {
      runs.put(run.offset(), new Run(path, node, run.from(), index + 1, run.offset()));
    } else {
      runs.put(offset, new Run(path, node, index, index + 1, offset));
    }
  }

  /** {@return the runs of a range of the manuscript's text, cut to it} */
  List<Run> within(Span span) {
    List<Run> within = new ArrayList<>();
    Integer first = runs.floorKey(span.start());
    for (Run run :
        runs.subMap(first == null ? span.start() : first, true, span.end(), false).values()) {
      int skipped = Math.max(0, span.start() - run.offset());
      int to = Math.min(run.to(), run.from() + span.end() - run.offset());
      if (run.from() + skipped < to) {
        within.add(
            new Run(run.path(), run.node(), run.from() + skipped, to, run.offset() + skipped));
      }
    }
    return within;
  }

  /**
   * Characters [from, to) of a text node, which stand in the manuscript's text from an offset on.
   */
  record Run(String path, TextNode node, int from, int to, int offset) {}
}
