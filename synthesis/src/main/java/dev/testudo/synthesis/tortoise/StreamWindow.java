// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

/**
 * Codes that the later stages see together when an utterance is streamed: a chunk that is heard,
 * from {@code begin} to {@code end}, with context before and behind it. The sizes are what
 * measurement found to be enough; {@code VOICE.md} has the figures.
 *
 * @param from the first code that is seen, always an even one: the noise of two frames is drawn
 *     together
 * @param to after the last code that is seen
 */
record StreamWindow(int from, int begin, int end, int to) {
  /** The chunks overlap by this much, and are cross-faded there. */
  static final int FADE_CODES = 1;

  private static final int FIRST_CODES = 6;
  private static final int MAX_CODES = 20;
  private static final int CONTEXT_CODES = 16;
  private static final int AHEAD_CODES = 4;

  static final StreamWindow FIRST = at(0, FIRST_CODES);

  private static StreamWindow at(int begin, int size) {
    int end = begin + size;
    return new StreamWindow(Math.max(0, begin - CONTEXT_CODES), begin, end, end + AHEAD_CODES);
  }

  /** {@return the window after this one: longer, as long as what was heard covers the time} */
  StreamWindow next() {
    return at(end, Math.min(MAX_CODES, 2 * (end - begin)));
  }

  /** {@return whether this is the last window of this number of codes} */
  boolean reaches(int codes) {
    return codes <= to;
  }

  /** {@return this window with all that is left heard} */
  StreamWindow until(int codes) {
    return new StreamWindow(from, begin, codes, codes);
  }
}
