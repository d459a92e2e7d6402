// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import java.util.Arrays;
import java.util.Optional;

/**
 * The likeliest way in which the frames of a take say a sequence of classes (connectionist temporal
 * classification, Graves et al. 2006): each class lasts one frame or more, blanks may stand between
 * them and must stand between equal ones. A gap between words may be left out, as speakers do.
 */
final class CtcAlignment {
  private static final double IMPOSSIBLE = Double.NEGATIVE_INFINITY;

  /** States are blank, class 0, blank, class 1, ..., blank: state 2 i + 1 is class i. */
  private final int[] states;

  private final double logLikelihood;

  private CtcAlignment(int[] states, double logLikelihood) {
    this.states = states;
    this.logLikelihood = logLikelihood;
  }

  /** {@return the best path; empty if there are too few frames for all classes} */
  static Optional<CtcAlignment> of(Posteriors posteriors, int[] classes) {
    int count = 2 * classes.length + 1;
    int frames = posteriors.frames();
    if (frames == 0) {
      return Optional.empty();
    }
    double[] scores = new double[count];
    Arrays.fill(scores, IMPOSSIBLE);
    // Before the first frame a path stands ahead of the first state.
    byte[][] steps = new byte[frames][count];
    double[] next = new double[count];
    for (int frame = 0; frame < frames; frame++) {
      for (int state = 0; state < count; state++) {
        int step = frame == 0 ? 0 : bestStep(scores, classes, state);
        double before =
            frame == 0 ? (mayBegin(classes, state) ? 0 : IMPOSSIBLE) : scores[state - step];
        steps[frame][state] = (byte) step;
        next[state] = before + posteriors.log(frame, classOf(classes, state));
      }
      double[] swap = scores;
      scores = next;
      next = swap;
    }
    int last = count == 1 || scores[count - 1] >= scores[count - 2] ? count - 1 : count - 2;
    if (scores[last] == IMPOSSIBLE) {
      return Optional.empty();
    }
    int[] path = new int[frames];
    int state = last;
    for (int frame = frames - 1; frame >= 0; frame--) {
      path[frame] = state;
      state -= steps[frame][state];
    }
    return Optional.of(new CtcAlignment(path, scores[last]));
  }

  private static boolean mayBegin(int[] classes, int state) {
    return state == 0 || (state == 1 && classes.length > 0);
  }

  private static int classOf(int[] classes, int state) {
    return state % 2 == 0 ? Letters.BLANK : classes[state / 2];
  }

  /** {@return how many states before this one the best path stood, the fewest of equals} */
  private static int bestStep(double[] scores, int[] classes, int state) {
    int best = 0;
    int max = maxStep(classes, state);
    for (int step = 1; step <= max; step++) {
      boolean skipsToEqual = step == max && max > 1 && isEqualBefore(classes, state, step);
      if (!skipsToEqual && state >= step && scores[state - step] > scores[state - best]) {
        best = step;
      }
    }
    return best;
  }

  /** 1 from blank to class or back, 2 from class to class, 4 over a gap and the blanks around. */
  private static int maxStep(int[] classes, int state) {
    if (state % 2 == 0) {
      return 1;
    }
    int at = state / 2;
    return at >= 2 && classes[at - 1] == Letters.GAP ? 4 : 2;
  }

  private static boolean isEqualBefore(int[] classes, int state, int step) {
    int before = (state - step) / 2;
    return state >= step && classes[before] == classes[state / 2];
  }

  double logLikelihood() {
    return logLikelihood;
  }

  /** {@return the class in a frame} */
  int classAt(int frame, int[] classes) {
    return classOf(classes, states[frame]);
  }

  /** {@return index of the class in a frame among all classes, or -1 for a blank} */
  int indexAt(int frame) {
    return states[frame] % 2 == 0 ? -1 : states[frame] / 2;
  }
}
