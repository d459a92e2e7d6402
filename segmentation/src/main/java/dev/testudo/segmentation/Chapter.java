// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A chapter of a manuscript.
 *
 * @param index from 1
 * @param blocks its headings, paragraphs and stanzas, never empty
 */
public record Chapter(int index, String title, List<Block> blocks) {
  public Chapter {
    requireNonNull(title, "title is null");
    blocks = List.copyOf(blocks);
  }
}
