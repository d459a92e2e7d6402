// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.Arrays;

/** What the reference implementation makes of an utterance's codes. */
final class ReferenceCodes {
  private static final long SILENCE = 83;
  private static final long[] TAIL = {45, 45, 248};

  /** After this many silences in a row, the reference drops the last one and all that follows. */
  private static final int LONGEST_SILENCE = 9;

  private ReferenceCodes() {}

  /** {@return what is left of the codes of a decoded attempt, with the latents it makes of them} */
  static SpokenCodes of(Attempt attempt, AutoregressiveModel model, int length) {
    PendingUtterance utterance = attempt.utterance();
    long[] framed = framed(attempt.codes().codes(), attempt.stopped(), length);
    return model
        .secondPass(
            utterance.text(), utterance.request().voice().latent(Latents.AUTOREGRESSIVE), framed)
        .first(kept(framed));
  }

  /**
   * {@return the codes filled up to a length: with silence after the stop, and a fixed end, which
   * overwrites what is spoken there}
   */
  static long[] framed(long[] codes, boolean stopped, int length) {
    long[] framed = Arrays.copyOf(codes, length);
    if (stopped) {
      Arrays.fill(framed, codes.length, length, SILENCE);
      System.arraycopy(TAIL, 0, framed, length - TAIL.length, TAIL.length);
    }
    return framed;
  }

  /** {@return how many codes come before the ninth silence in a row, wherever that is} */
  static int kept(long[] codes) {
    int silent = 0;
    for (int i = 0; i < codes.length; i++) {
      silent = codes[i] == SILENCE ? silent + 1 : 0;
      if (silent == LONGEST_SILENCE) {
        return i;
      }
    }
    return codes.length;
  }
}
