// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * A line of a manuscript's table of contents, given by the book or found from its headings.
 *
 * @param level from 1, the outermost
 * @param offset where the part begins in the manuscript
 */
public record ContentsEntry(String title, int level, int offset) {
  public ContentsEntry {
    requireNonNull(title, "title is null");
    if (level < 1 || offset < 0) {
      throw new IllegalArgumentException(
          "Cannot make an entry of the contents at level " + level + ", offset " + offset);
    }
  }
}
