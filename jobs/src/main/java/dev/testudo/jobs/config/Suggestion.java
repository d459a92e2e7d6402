package dev.testudo.jobs.config;

import java.util.Collection;
import java.util.Comparator;

/** The known name that is nearest to a mistyped one. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * {@return the words {@code (did you mean "x"?)} after a space, or nothing if no known name is
   * near}
   */
  public static String near(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String k) -> distance(name, k)).thenComparing(k -> k))
        .filter(k -> distance(name, k) <= Math.max(2, name.length() / 3))
        .map(k -> " (did you mean \"" + k + "\"?)")
        .orElse("");
  }

  /** Levenshtein's edit distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
