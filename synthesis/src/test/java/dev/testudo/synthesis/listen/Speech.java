// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Log-probabilities as a good listener makes them of clear speech. */
final class Speech {
  private static final float SURE = 0.97f;

  /** Frames of a letter: one says it, the others are blank. */
  static final int FRAMES_A_LETTER = 3;

  private final List<float[]> frames = new ArrayList<>();

  /** Says a text clearly. */
  Speech say(String text) {
    return say(text, SURE);
  }

  /** Says a text so that the listener is only as sure of each letter as given. */
  Speech say(String text, float sure) {
    if (!frames.isEmpty()) {
      frame(Letters.GAP, SURE);
    }
    for (int letter : Letters.of(text).classes()) {
      frame(Letters.BLANK, SURE);
      frame(letter, sure);
      frame(Letters.BLANK, SURE);
    }
    return this;
  }

  Speech silence(int count) {
    for (int i = 0; i < count; i++) {
      frame(Letters.BLANK, SURE);
    }
    return this;
  }

  /** The rest goes to the class after, so that what is unsure is heard as another letter. */
  private void frame(int of, float sure) {
    float[] logs = new float[Letters.CLASSES];
    double little = 1e-4;
    Arrays.fill(logs, (float) Math.log(little));
    int other = of == Letters.CLASSES - 1 ? Letters.FIRST_LETTER : of + 1;
    logs[other] = (float) Math.log(Math.max(little, 1 - sure - 30 * little));
    logs[of] = (float) Math.log(sure);
    frames.add(logs);
  }

  Posteriors posteriors() {
    float[] all = new float[frames.size() * Letters.CLASSES];
    for (int i = 0; i < frames.size(); i++) {
      System.arraycopy(frames.get(i), 0, all, i * Letters.CLASSES, Letters.CLASSES);
    }
    return new Posteriors(all, Letters.CLASSES);
  }
}
