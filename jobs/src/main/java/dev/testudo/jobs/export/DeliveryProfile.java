// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static dev.testudo.jobs.config.Setting.Range.above;
import static dev.testudo.jobs.config.Setting.Range.atLeast;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfTable;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.Setting;
import java.util.List;
import java.util.Map;

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
  private static final String NONE = "none";
  private static final List<Setting> TABLE =
      List.of(
          Setting.text("title", "", "a text", "what files are measured to, such as ACX's levels"),
          Setting.integer("sample-rate-hz", "", atLeast(8000).to(192_000), "of MP3, in Hz"),
          Setting.integer("mp3-kilobits", "", atLeast(32).to(320), "a second, constant"),
          decibels("rms-min-db", "lowest RMS level of a file"),
          decibels("rms-max-db", "highest RMS level of a file"),
          decibels("rms-target-db", "level that each file is brought to"),
          Setting.number("peak-max-db", "", atLeast(-60).to(0), "highest peak"),
          decibels("noise-floor-max-db", "highest noise floor"),
          Setting.number("head-seconds", "", atLeast(0).to(60), "silence that a file begins with"),
          seconds("head-min-seconds", "shortest silence at the start"),
          seconds("head-max-seconds", "longest silence at the start"),
          Setting.number("tail-seconds", "", atLeast(0).to(60), "silence that a file ends with"),
          seconds("tail-min-seconds", "shortest silence at the end"),
          seconds("tail-max-seconds", "longest silence at the end"),
          Setting.number("max-minutes", "", above(0), "longest file").or(NONE),
          Setting.choice(
              "credits", "", List.of("required", "optional"), "spoken opening and closing credits"),
          Setting.number("sample-min-seconds", "", above(0), "shortest retail sample").or(NONE),
          Setting.number("sample-max-seconds", "", above(0), "longest retail sample").or(NONE));

  private static Setting decibels(String key, String meaning) {
    return Setting.number(key, "", atLeast(-120).to(0), meaning).or(NONE);
  }

  private static Setting seconds(String key, String meaning) {
    return Setting.number(key, "", atLeast(0).to(60), meaning).or(NONE);
  }

  /** {@return the names of the profiles that there are} */
  public static List<String> names() {
    return ConfFiles.names(FOLDER);
  }

  /**
   * Reads a profile.
   *
   * @throws ConfigException with all problems
   */
  public static DeliveryProfile of(String name) {
    if (!names().contains(name)) {
      throw new ConfigException(
          "Cannot use the delivery profile \"%s\": there is no file conf/delivery/%s.properties; the profiles are %s"
              .formatted(name, name, String.join(", ", names())));
    }
    Map<String, String> values = ConfTable.read(FOLDER + "/" + name + ".properties", TABLE);
    return new DeliveryProfile(
        name,
        values.get("title"),
        Integer.parseInt(values.get("sample-rate-hz")),
        Integer.parseInt(values.get("mp3-kilobits")),
        number(values, "rms-min-db"),
        number(values, "rms-max-db"),
        number(values, "rms-target-db"),
        number(values, "peak-max-db"),
        number(values, "noise-floor-max-db"),
        number(values, "head-seconds"),
        number(values, "head-min-seconds"),
        number(values, "head-max-seconds"),
        number(values, "tail-seconds"),
        number(values, "tail-min-seconds"),
        number(values, "tail-max-seconds"),
        number(values, "max-minutes"),
        values.get("credits").equals("required"),
        number(values, "sample-min-seconds"),
        number(values, "sample-max-seconds"));
  }

  private static double number(Map<String, String> values, String key) {
    String value = values.get(key);
    return value.equals(NONE) ? Double.NaN : Double.parseDouble(value);
  }

  /** {@return whether files are brought to a level} */
  boolean setsLevel() {
    return !Double.isNaN(rmsTargetDb);
  }

  /** {@return whether a retail sample is asked for} */
  boolean hasSample() {
    return !Double.isNaN(sampleMinSeconds);
  }
}
