// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.util.Locale;

/** Durations as a person reads them. */
public final class Durations {
  private Durations() {}

  /** {@return such as {@code 8 s}, {@code 41.5 s}, {@code 3 min 20 s}, {@code 2 h 43 min}} */
  public static String text(double seconds) {
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds).replace(".0 s", " s");
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
