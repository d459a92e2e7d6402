// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import dev.testudo.segmentation.AlignedText;
import dev.testudo.segmentation.Span;
import java.util.List;

/**
 * A paragraph, and what of it is said by somebody.
 *
 * @param text as a reader sees it
 * @param quotations with their marks, in order and disjoint, into the text
 * @param continued whether the first quotation began in the paragraph before
 * @param character the name that a play sets before a speech, or empty
 */
record Paragraph(AlignedText text, List<Span> quotations, boolean continued, String character) {
  Paragraph {
    quotations = List.copyOf(quotations);
  }

  /** A heading or the end of a scene: no speech crosses it. */
  static final Paragraph BREAK = new Paragraph(AlignedText.of(""), List.of(), false, "");

  boolean beginsWithQuotation() {
    return !quotations.isEmpty() && quotations.get(0).start() == 0;
  }

  /** {@return the narration before quotation i; after the last one for the number of quotations} */
  String narration(int i) {
    int from = i == 0 ? 0 : quotations.get(i - 1).end();
    int to = i == quotations.size() ? text.length() : quotations.get(i).start();
    return text.text().substring(from, to);
  }

  String quotation(int i) {
    return quotations.get(i).of(text.text());
  }
}
