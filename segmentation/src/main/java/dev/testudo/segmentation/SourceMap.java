// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which characters of the manuscript each character of a text stands for, in few numbers.
 *
 * @param runs three numbers for each run of characters: how many there are, and the range of the
 *     manuscript that they stand for: character by character if it is as long, else all of them for
 *     all of it
 */
public record SourceMap(List<Integer> runs) implements Serializable {
  private static final int FIELDS = 3;

  public SourceMap {
    // An ArrayList and not List.copyOf, so that any serializer can carry it.
    runs = new ArrayList<>(runs);
    if (runs.size() % FIELDS != 0) {
      throw new IllegalArgumentException(
          "Cannot make a source map of %d numbers: each run has %d".formatted(runs.size(), FIELDS));
    }
  }

  @Override
  public List<Integer> runs() {
    return List.copyOf(runs);
  }

  /** {@return the map of a text of which only the whole place is known} */
  public static SourceMap of(Span whole, int length) {
    return new SourceMap(List.of(length, whole.start(), whole.end()));
  }

  /** {@return number of characters} */
  public int length() {
    int length = 0;
    for (int run = 0; run < runs.size(); run += FIELDS) {
      length += runs.get(run);
    }
    return length;
  }

  /** {@return the manuscript's span that characters [from, to) stand for} */
  public Span source(int from, int to) {
    if (from < 0 || from >= to || to > length()) {
      throw new IllegalArgumentException("Cannot give a source to [" + from + ", " + to + ")");
    }
    return new Span(at(from).start(), at(to - 1).end());
  }

  private Span at(int character) {
    int begin = 0;
    int run = 0;
    while (character >= begin + runs.get(run)) {
      begin += runs.get(run);
      run += FIELDS;
    }
    int start = runs.get(run + 1);
    int end = runs.get(run + 2);
    boolean isVerbatim = end - start == runs.get(run);
    return isVerbatim
        ? new Span(start + character - begin, start + character - begin + 1)
        : new Span(start, end);
  }
}
