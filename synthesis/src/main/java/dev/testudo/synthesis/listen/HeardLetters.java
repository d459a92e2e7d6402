// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

/** What is heard without knowing the text: the likeliest class of each frame, repeats merged. */
final class HeardLetters {
  /** The character that begins in a frame, or 0. */
  private final char[] characters;

  HeardLetters(Posteriors posteriors) {
    characters = new char[posteriors.frames()];
    int before = Letters.BLANK;
    for (int frame = 0; frame < characters.length; frame++) {
      int best = posteriors.best(frame);
      if (best != Letters.BLANK && best != before) {
        characters[frame] = Letters.character(best);
      }
      before = best;
    }
  }

  /** {@return what begins in the frames [from, to), with spaces between words} */
  String text(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int frame = from; frame < to; frame++) {
      if (characters[frame] != 0) {
        text.append(characters[frame]);
      }
    }
    return text.toString().strip();
  }

  /** {@return the same without spaces} */
  String letters(int from, int to) {
    return text(from, to).replace(" ", "");
  }
}
