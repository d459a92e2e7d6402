package dev.testudo.synthesis.audio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Checks properties key by key and collects what is wrong, so that a person hears it all at once.
 */
final class ProfileReader {
  private static final int MAX_PAUSE_MILLIS = 60_000;

  private final Properties properties;
  private final List<String> problems = new ArrayList<>();

  ProfileReader(Properties properties, List<String> keys) {
    this.properties = properties;
    properties.stringPropertyNames().stream()
        .filter(key -> !keys.contains(key))
        .sorted()
        .forEach(
            key ->
                problems.add(
                    "\"%s\" is unknown, the nearest key is \"%s\""
                        .formatted(key, nearest(key, keys))));
  }

  int millis(String key) {
    return (int) range(key, 0, MAX_PAUSE_MILLIS, "", true, 0);
  }

  /** A whole number in the range, or {@code word} for {@code otherwise}. */
  int whole(String key, int min, int max, String word, int otherwise) {
    return (int) range(key, min, max, word, true, otherwise);
  }

  /** A number in the range, or {@code word} for {@code otherwise}. */
  double number(String key, double min, double max, String word, double otherwise) {
    return range(key, min, max, word, false, otherwise);
  }

  /** Checks values against each other, once each is right by itself. */
  void require(boolean ok, String problem) {
    if (problems.isEmpty() && !ok) {
      problems.add(problem);
    }
  }

  void throwProblems(String what) {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("Cannot use " + what + ": " + String.join("; ", problems));
    }
  }

  private double range(
      String key, double min, double max, String word, boolean whole, double otherwise) {
    String value = properties.getProperty(key, "").strip();
    if (value.isEmpty()) {
      problems.add("\"" + key + "\" is missing");
      return otherwise;
    }
    if (value.equals(word)) {
      return otherwise;
    }
    try {
      double number = whole ? Integer.parseInt(value) : Double.parseDouble(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, like a number out of range.
    }
    problems.add(
        "\"%s\" = \"%s\" must be %s from %s to %s%s"
            .formatted(
                key,
                value,
                whole ? "a whole number" : "a number",
                plain(min),
                plain(max),
                word.isEmpty() ? "" : ", or " + word));
    return otherwise;
  }

  private static String plain(double number) {
    return Long.toString(Math.round(number));
  }

  private static String nearest(String key, List<String> keys) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return keys.stream()
        .min(Comparator.comparingInt(known -> distance.apply(key, known)))
        .orElseThrow();
  }
}
