package dev.testudo.jobs.export;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a store or a player asks of audio files: a file of {@code conf/delivery}. A limit that is
 * {@code none} is not a number, and is not checked.
 *
 * @param kilobits of MP3
 * @param rmsTargetDb level that each file is brought to
 * @param peakMaxDb largest peak that is allowed
 * @param headSeconds silence that each file gets before its first sound
 * @param tailSeconds silence after its last sound
 * @param needsCredits whether opening and closing credits are asked for
 * @param sampleMinSeconds shortest retail sample; none where no sample is asked for
 */
public record DeliveryProfile(
    String name,
    String title,
    int sampleRateHz,
    int kilobits,
    double rmsMinDb,
    double rmsMaxDb,
    double rmsTargetDb,
    double peakMaxDb,
    double noiseFloorMaxDb,
    double headSeconds,
    double headMinSeconds,
    double headMaxSeconds,
    double tailSeconds,
    double tailMinSeconds,
    double tailMaxSeconds,
    double maxMinutes,
    boolean needsCredits,
    double sampleMinSeconds,
    double sampleMaxSeconds) {
  private static final String FOLDER = "delivery";
  private static final List<String> KEYS =
      List.of(
          "title",
          "sample-rate-hz",
          "mp3-kilobits",
          "rms-min-db",
          "rms-max-db",
          "rms-target-db",
          "peak-max-db",
          "noise-floor-max-db",
          "head-seconds",
          "head-min-seconds",
          "head-max-seconds",
          "tail-seconds",
          "tail-min-seconds",
          "tail-max-seconds",
          "max-minutes",
          "credits",
          "sample-min-seconds",
          "sample-max-seconds");

  /** {@return the names of the profiles that there are} */
  public static List<String> names() {
    return ConfFiles.names(FOLDER);
  }

  /**
   * Reads a profile.
   *
   * @throws ConfigException in one sentence that lists all problems
   */
  public static DeliveryProfile of(String name) {
    Map<String, String> values =
        ConfFiles.properties(FOLDER + "/" + name + ".properties")
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Cannot use the delivery profile \"%s\": there is no file conf/delivery/%s.properties; the profiles are %s"
                            .formatted(name, name, String.join(", ", names()))));
    return new Reader(name, values).profile();
  }

  /** {@return whether files are brought to a level} */
  boolean setsLevel() {
    return !Double.isNaN(rmsTargetDb);
  }

  /** {@return whether a retail sample is asked for} */
  boolean hasSample() {
    return !Double.isNaN(sampleMinSeconds);
  }

  /** Reads values and collects what is wrong with them. */
  private static final class Reader {
    private final String name;
    private final Map<String, String> values;
    private final List<String> problems = new ArrayList<>();

    Reader(String name, Map<String, String> values) {
      this.name = name;
      this.values = values;
      for (String key : new TreeSet<>(values.keySet())) {
        if (!KEYS.contains(key)) {
          problems.add("\"" + key + "\" is unknown" + Suggestion.near(key, KEYS));
        }
      }
    }

    DeliveryProfile profile() {
      DeliveryProfile profile =
          new DeliveryProfile(
              name,
              values.getOrDefault("title", name),
              (int) number("sample-rate-hz"),
              (int) number("mp3-kilobits"),
              number("rms-min-db"),
              number("rms-max-db"),
              number("rms-target-db"),
              number("peak-max-db"),
              number("noise-floor-max-db"),
              number("head-seconds"),
              number("head-min-seconds"),
              number("head-max-seconds"),
              number("tail-seconds"),
              number("tail-min-seconds"),
              number("tail-max-seconds"),
              number("max-minutes"),
              values.getOrDefault("credits", "").equals("required"),
              number("sample-min-seconds"),
              number("sample-max-seconds"));
      if (!problems.isEmpty()) {
        throw new ConfigException(
            "Cannot use the delivery profile \"" + name + "\": " + String.join("; ", problems));
      }
      return profile;
    }

    private double number(String key) {
      String value = values.getOrDefault(key, "");
      if (value.equals("none")) {
        return Double.NaN;
      }
      try {
        return Double.parseDouble(value);
      } catch (NumberFormatException e) {
        problems.add(
            value.isEmpty()
                ? "\"" + key + "\" is missing"
                : "\"%s\" = \"%s\" must be a number, or none".formatted(key, value));
        return Double.NaN;
      }
    }
  }
}
