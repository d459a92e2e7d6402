// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

/**
 * Text for which the manuscript names a language.
 *
 * @param language BCP 47
 */
public record Passage(Span span, String language) {
  public Passage {
    requireNonNull(span, "span is null");
    requireNonNull(language, "language is null");
  }
}
