// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One key of {@code --set}.
 *
 * @param byDefault the value without {@code --set}, or where it comes from
 * @param range values that it takes, as text
 * @param meaning its effect, in one or a few sentences
 * @param check whether a text is such a value
 */
public record Setting(String key, String byDefault, String range, String meaning, Check check) {
  /** Whether a text can be a value. */
  @FunctionalInterface
  public interface Check {
    boolean accepts(String value);
  }

  public Setting {
    requireNonNull(key, "key is null");
    requireNonNull(byDefault, "byDefault is null");
    requireNonNull(range, "range is null");
    requireNonNull(meaning, "meaning is null");
    requireNonNull(check, "check is null");
  }

  /** {@return a setting of any text, which is checked where it is used} */
  public static Setting text(String key, String byDefault, String range, String meaning) {
    return new Setting(key, byDefault, range, meaning, value -> true);
  }

  /** {@return a setting of a few words} */
  public static Setting choice(String key, String byDefault, List<String> choices, String meaning) {
    return new Setting(
        key, byDefault, "one of " + new TreeSet<>(choices), meaning, choices::contains);
  }

  /** {@return a setting that is a whole number} */
  public static Setting integer(String key, String byDefault, Range range, String meaning) {
    return new Setting(
        key,
        byDefault,
        "a whole number, " + range,
        meaning,
        value -> integer(value).filter(range::contains).isPresent());
  }

  /** {@return a setting that is a number} */
  public static Setting number(String key, String byDefault, Range range, String meaning) {
    return new Setting(
        key,
        byDefault,
        "a number, " + range,
        meaning,
        value -> number(value).filter(range::contains).isPresent());
  }

  /** {@return the same, or a word in place of a number} */
  public Setting or(String word) {
    return new Setting(
        key,
        byDefault,
        range + ", or " + word,
        meaning,
        value -> value.equals(word) || check.accepts(value));
  }

  private static Optional<Integer> integer(String value) {
    try {
      return Optional.of(Integer.valueOf(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> number(String value) {
    try {
      return Optional.of(Double.valueOf(value));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Numbers between two bounds, each of which may be open or infinite. */
  public record Range(double min, boolean minOpen, double max, boolean maxOpen) {
    public static Range atLeast(double min) {
      return new Range(min, false, Double.POSITIVE_INFINITY, true);
    }

    public static Range above(double min) {
      return new Range(min, true, Double.POSITIVE_INFINITY, true);
    }

    public Range to(double bound) {
      return new Range(min, minOpen, bound, false);
    }

    public Range below(double bound) {
      return new Range(min, minOpen, bound, true);
    }

    boolean contains(double value) {
      return (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
    }

    @Override
    public String toString() {
      if (max == Double.POSITIVE_INFINITY) {
        return minOpen ? "above " + plain(min) : plain(min) + " or more";
      }
      if (!minOpen && !maxOpen) {
        return plain(min) + " to " + plain(max);
      }
      return (minOpen ? "above " : "at least ")
          + plain(min)
          + (maxOpen ? " and below " : " and at most ")
          + plain(max);
    }

    private static String plain(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
  }
}
