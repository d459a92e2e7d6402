// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.Arrays;
import java.util.List;

/**
 * Who speaks in a scene, as probabilities: a hidden Markov model whose states are the person who
 * speaks and the one who spoke before, since most turns go back to that one.
 *
 * <p>The chances of a turn were counted on the development part of the golden set: CAST.md.
 */
final class TurnModel {
  private static final double NEW_WITHOUT_ATTRIBUTION = 0.3;

  /** How a quotation follows the one before it. */
  enum Link {
    CONTINUED(1, 0),
    SAME_PARAGRAPH(0.98, 0.01),
    NEXT_PARAGRAPH(0.03, 0.83),
    AFTER_NARRATION(0.3, 0.43);

    private final double same;
    private final double back;

    Link(double same, double back) {
      this.same = same;
      this.back = back;
    }

    private double other() {
      return 1 - same - back;
    }
  }

  /** A quotation. */
  static final class Turn {
    private final Link link;
    private final boolean attributed;
    private final double[] fit;
    private final double[] presence;
    private final double present;

    /**
     * @param attributed whether the narration says something about who says it
     * @param fit how likely the evidence is for each person
     * @param presence how likely each person is to join in, compared with the others
     */
    Turn(Link link, boolean attributed, double[] fit, double[] presence) {
      this.link = link;
      this.attributed = attributed;
      this.fit = fit.clone();
      this.presence = presence.clone();
      this.present = Arrays.stream(presence).sum();
    }

    /** {@return the presence of a person; 0 for {@code none}, before the first turn} */
    private double presenceOf(int person) {
      return person < presence.length ? presence[person] : 0;
    }
  }

  private final int persons;
  private final int none;

  /**
   * @param persons of the scene
   */
  TurnModel(int persons) {
    this.persons = persons;
    this.none = persons;
  }

  /** {@return for each turn the probability of each person} */
  double[][] probabilities(List<Turn> turns) {
    int size = turns.size();
    double[][] forward = new double[size][];
    for (int t = 0; t < size; t++) {
      forward[t] = t == 0 ? start(turns.get(0)) : forward(forward[t - 1], turns.get(t));
    }
    double[][] probabilities = new double[size][];
    double[] backward = new double[persons * (persons + 1)];
    Arrays.fill(backward, 1);
    for (int t = size - 1; t >= 0; t--) {
      probabilities[t] = new double[persons];
      double sum = 0;
      for (int current = 0; current < persons; current++) {
        for (int before = 0; before <= persons; before++) {
          int state = state(current, before);
          double share = forward[t][state] * backward[state];
          probabilities[t][current] += share;
          sum += share;
        }
      }
      for (int person = 0; person < persons; person++) {
        probabilities[t][person] /= sum;
      }
      if (t > 0) {
        backward = backward(backward, turns.get(t));
      }
    }
    return probabilities;
  }

  private int state(int current, int before) {
    return current * (persons + 1) + before;
  }

  private double[] start(Turn turn) {
    double[] states = new double[persons * (persons + 1)];
    for (int person = 0; person < persons; person++) {
      states[state(person, none)] = turn.presence[person] * turn.fit[person];
    }
    return normalized(states);
  }

  private double[] forward(double[] from, Turn turn) {
    double[] to = new double[from.length];
    for (int current = 0; current < persons; current++) {
      for (int before = 0; before <= persons; before++) {
        double mass = from[state(current, before)];
        if (mass > 0) {
          for (int next = 0; next < persons; next++) {
            double chance = mass * chance(turn, current, before, next) * turn.fit[next];
            to[next == current ? state(current, before) : state(next, current)] += chance;
          }
        }
      }
    }
    return normalized(to);
  }

  private double[] backward(double[] after, Turn turn) {
    double[] to = new double[after.length];
    for (int current = 0; current < persons; current++) {
      for (int before = 0; before <= persons; before++) {
        double sum = 0;
        for (int next = 0; next < persons; next++) {
          int state = next == current ? state(current, before) : state(next, current);
          sum += chance(turn, current, before, next) * turn.fit[next] * after[state];
        }
        to[state(current, before)] = sum;
      }
    }
    return normalized(to);
  }

  private double chance(Turn turn, int current, int before, int next) {
    Link link = turn.link;
    if (next == current) {
      return link.same;
    }
    if (next == before) {
      return link.back;
    }
    // Who joins in is nearly always named.
    double join = link.other() * (turn.attributed ? 1 : NEW_WITHOUT_ATTRIBUTION);
    double open = before == none ? link.back + join : join;
    double others = turn.present - turn.presenceOf(current) - turn.presenceOf(before);
    return open * turn.presenceOf(next) / others;
  }

  private static double[] normalized(double[] states) {
    double sum = Arrays.stream(states).sum();
    for (int i = 0; i < states.length; i++) {
      states[i] /= sum;
    }
    return states;
  }
}
