// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import static java.util.Objects.requireNonNull;

/**
 * What the narration says about who does something: says a quotation, or is a sentence's subject.
 *
 * @param text a name as it stands, a pronoun in small letters, or a description
 */
record Attribution(Kind kind, String text) {
  static final Attribution NONE = new Attribution(Kind.NOTHING, "");

  enum Kind {
    /** A name, or the narrator's "I". */
    NAMED,
    PRONOUN,
    /** "The doctor": somebody, who has no name here. */
    DESCRIBED,
    NOTHING
  }

  Attribution {
    requireNonNull(kind, "kind is null");
    requireNonNull(text, "text is null");
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
