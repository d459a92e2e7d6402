package dev.testudo.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads typed values out of keys and texts, and gathers every problem until {@link #finish}. A key
 * that nobody has asked for is a problem too.
 */
final class SettingsReader {
  private final Map<String, String> given;
  private final Map<String, String> effective = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  SettingsReader(Map<String, String> given) {
    this.given = Map.copyOf(given);
  }

  String text(String key, String byDefault) {
    String value = given.getOrDefault(key, byDefault);
    effective.put(key, value);
    return value;
  }

  String oneOf(String key, Set<String> choices, String byDefault) {
    String value = text(key, byDefault);
    if (!choices.contains(value)) {
      reject(key, value, "it must be one of " + new TreeSet<>(choices));
      return byDefault;
    }
    return value;
  }

  int integer(String key, int byDefault) {
    String value = text(key, Integer.toString(byDefault));
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      reject(key, value, "it must be a whole number");
      return byDefault;
    }
  }

  double number(String key, double byDefault) {
    String value = text(key, plain(byDefault));
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      reject(key, value, "it must be a number");
      return byDefault;
    }
  }

  double positive(String key, double byDefault) {
    double value = number(key, byDefault);
    if (!(value > 0)) {
      reject(key, plain(value), "it must be above 0");
      return byDefault;
    }
    return value;
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private void reject(String key, String value, String requirement) {
    problems.add("Cannot use \"" + key + "\" = \"" + value + "\": " + requirement);
  }

  /** {@return what is made of the values, or the fallback if its constructor refuses them} */
  <T> T make(Supplier<T> constructor, T fallback) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      return fallback;
    }
  }

  /**
   * {@return every key with the value that is in force}
   *
   * @throws ConfigException with all problems
   */
  Map<String, String> finish() {
    for (String key : new TreeSet<>(given.keySet())) {
      if (!effective.containsKey(key)) {
        problems.add(
            "Cannot use the unknown setting \""
                + key
                + "\""
                + Suggestion.near(key, effective.keySet()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return Map.copyOf(effective);
  }
}
