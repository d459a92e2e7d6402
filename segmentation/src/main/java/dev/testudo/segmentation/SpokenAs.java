// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * Words of a manuscript for which the manuscript itself says what is spoken.
 *
 * @param span the words in the manuscript's text
 * @param spoken plain letters, as in a lexicon
 */
public record SpokenAs(Span span, String spoken) {
  public SpokenAs {
    requireNonNull(span, "span is null");
    requireNonNull(spoken, "spoken is null");
  }
}
