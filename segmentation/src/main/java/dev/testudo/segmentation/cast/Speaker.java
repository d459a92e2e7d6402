// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import static java.util.Objects.requireNonNull;

/**
 * Somebody who speaks in a book.
 *
 * @param name as the book gives it
 * @param lines number of quotations
 * @param words number of words in them
 * @param firstWords the beginning of the first quotation
 */
public record Speaker(String name, Gender gender, int lines, int words, String firstWords) {
  /** The name of whatever has no safe attribution. */
  public static final String UNKNOWN = "unknown";

  /** The name under which the narration stands. */
  public static final String NARRATOR = "narrator";

  /** The name of the narrator as a person of the story. */
  public static final String FIRST_PERSON = "I";

  public Speaker {
    requireNonNull(name, "name is null");
    requireNonNull(gender, "gender is null");
    requireNonNull(firstWords, "firstWords is null");
  }
}
