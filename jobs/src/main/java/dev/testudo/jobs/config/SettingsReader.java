// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads typed values out of keys and texts, and collects every problem until {@link #finish}. A
 * given key that is never read is a problem too.
 */
final class SettingsReader {
  private final Map<String, String> given;
  private final Map<String, String> defaults;
  private final Map<String, String> effective = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param given by a preset and {@code --set}
   * @param defaults of the user's files, which may have keys that are never read
   */
  SettingsReader(Map<String, String> given, Map<String, String> defaults) {
    this.given = Map.copyOf(given);
    this.defaults = Map.copyOf(defaults);
  }

  /** {@return the value of a key of {@link SettingsTable}, if it is in the key's range} */
  String text(String key, String byDefault) {
    Setting setting =
        SettingsTable.find(key)
            .orElseThrow(
                () -> new IllegalStateException("No setting \"" + key + "\" in the table"));
    String fallback = defaults.getOrDefault(key, byDefault);
    String value = given.getOrDefault(key, fallback);
    if (given.containsKey(key) && !setting.check().accepts(value)) {
      reject(key, value, "it must be " + setting.range());
      value = fallback;
    }
    effective.put(key, value);
    return value;
  }

  /** {@return the same, where the table has the default} */
  String text(String key) {
    return text(key, SettingsTable.find(key).map(Setting::byDefault).orElse(""));
  }

  /** {@return whether somebody has chosen a value} */
  boolean isGiven(String key) {
    return given.containsKey(key) || defaults.containsKey(key);
  }

  /**
   * {@return the values of a file that must have exactly these settings; in place of a missing or
   * unusable value a harmless one, until {@link #finish} reports the problem}
   */
  Map<String, String> checked(Map<String, String> values, List<Setting> settings, String file) {
    Map<String, String> usable = new TreeMap<>();
    for (Setting setting : settings) {
      String key = setting.key();
      String value = values.getOrDefault(key, "");
      Optional<String> problem =
          value.isEmpty()
              ? Optional.of("Cannot use %s: it lacks \"%s\"".formatted(file, key))
              : SettingsTable.problem(key, value, file, settings);
      problem.ifPresent(problems::add);
      usable.put(key, problem.isPresent() ? "0" : value);
    }
    for (String key : values.keySet()) {
      if (!usable.containsKey(key)) {
        SettingsTable.problem(key, values.get(key), file, settings).ifPresent(problems::add);
      }
    }
    return usable;
  }

  String oneOf(String key, Set<String> choices, String byDefault) {
    String value = text(key, byDefault);
    if (!choices.contains(value)) {
      reject(key, value, "it must be one of " + new TreeSet<>(choices));
      return byDefault;
    }
    return value;
  }

  boolean isTrue(String key) {
    return text(key).equals("true");
  }

  int integer(String key) {
    return Integer.parseInt(text(key));
  }

  int integer(String key, int byDefault) {
    return Integer.parseInt(text(key, Integer.toString(byDefault)));
  }

  double number(String key, double byDefault) {
    return Double.parseDouble(text(key, plain(byDefault)));
  }

  static String plain(double value) {
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
                + Suggestion.near(key, effective.keySet())
                + "; \"testudo settings\" lists all");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return Map.copyOf(effective);
  }
}
