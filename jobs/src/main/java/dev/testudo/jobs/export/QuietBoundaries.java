// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

/** Finds where one sentence of a take ends and the next begins, by the take's stored energies. */
final class QuietBoundaries {
  /** How far a boundary may be from where the lengths of the texts put it: a share of its part. */
  private static final double REACH = 0.4;

  private final float[] energies;

  /**
   * @param energies mean power in equal steps of the take
   */
  QuietBoundaries(float[] energies) {
    this.energies = energies;
  }

  /**
   * {@return where each part ends, in samples; the last one ends at {@code end}}
   *
   * @param lengths of the parts' texts
   */
  long[] ends(double[] lengths, long start, long end) {
    double total = 0;
    for (double length : lengths) {
      total += length;
    }
    long[] ends = new long[lengths.length];
    double sum = 0;
    double previous = 0;
    for (int i = 0; i + 1 < lengths.length; i++) {
      sum += lengths[i];
      double expected = sum / total;
      double reach = REACH * Math.min(lengths[i], lengths[i + 1]) / total;
      previous = quietest(Math.max(previous, expected - reach), expected, expected + reach);
      ends[i] = start + Math.round(previous * (end - start));
    }
    ends[lengths.length - 1] = end;
    return ends;
  }

  /** All places are shares of the take. */
  private double quietest(double from, double expected, double to) {
    double best = Math.max(from, expected);
    double least = Double.POSITIVE_INFINITY;
    for (int step = 0; step < energies.length; step++) {
      double middle = (step + 0.5) / energies.length;
      boolean nearer = Math.abs(middle - expected) < Math.abs(best - expected);
      if (middle >= from
          && middle <= to
          && (energies[step] < least || (energies[step] == least && nearer))) {
        least = energies[step];
        best = middle;
      }
    }
    return best;
  }
}
