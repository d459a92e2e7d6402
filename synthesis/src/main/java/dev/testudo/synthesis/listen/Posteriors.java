// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

/**
 * What the listener hears: the log-probability of each class in each frame, {@code [T, C]}. Owns
 * its array.
 */
final class Posteriors {
  private final float[] logs;
  private final int classes;
  private final int frames;

  Posteriors(float[] logs, int classes) {
    if (classes < 1 || logs.length % classes != 0) {
      throw new IllegalArgumentException(
          "Cannot make frames of " + classes + " classes of " + logs.length + " values");
    }
    this.logs = logs;
    this.classes = classes;
    this.frames = logs.length / classes;
  }

  int frames() {
    return frames;
  }

  int classes() {
    return classes;
  }

  float log(int frame, int of) {
    return logs[frame * classes + of];
  }

  boolean hasNaN() {
    for (float log : logs) {
      if (Float.isNaN(log)) {
        return true;
      }
    }
    return false;
  }

  /** {@return the likeliest class of a frame, the first of equals} */
  int best(int frame) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (log(frame, c) > log(frame, best)) {
        best = c;
      }
    }
    return best;
  }
}
