// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/** A text cut in two between words, where a speaker would most likely pause. */
record TextHalves(String first, String second) {
  private static final String ENDS = ".!?\u2026";
  private static final String PAUSES = ",;:-\u2013\u2014)\"'";

  /** {@return the halves, or nothing of a text of one word} */
  static Optional<TextHalves> of(String text) {
    String stripped = text.strip();
    int middle = stripped.length() / 2;
    Comparator<Integer> bySize = Comparator.comparing(at -> Math.abs(at - middle));
    return IntStream.range(0, stripped.length())
        .filter(at -> stripped.charAt(at) == ' ')
        .boxed()
        .min(Comparator.<Integer>comparingInt(at -> rank(stripped, at)).thenComparing(bySize))
        .map(
            at ->
                new TextHalves(stripped.substring(0, at).strip(), stripped.substring(at).strip()));
  }

  /**
   * How bad a place is: after a sentence or a clause is best, if the halves are not too unequal.
   */
  private static int rank(String text, int at) {
    if (at < text.length() / 4 || at > text.length() - text.length() / 4) {
      return 3;
    }
    char before = text.charAt(at - 1);
    return ENDS.indexOf(before) >= 0 ? 0 : PAUSES.indexOf(before) >= 0 ? 1 : 2;
  }
}
