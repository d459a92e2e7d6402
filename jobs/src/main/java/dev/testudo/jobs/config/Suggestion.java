// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

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

  private static int distance(String a, String b) {
    return LevenshteinDistance.getDefaultInstance().apply(a, b);
  }
}
