// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import dev.testudo.synthesis.audio.MasteringProfile;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Mastering profiles: the files of {@code conf/mastering}, with single keys overridden. */
public final class Mastering {
  private static final String DEFAULT = "audiobook";

  private Mastering() {}

  /**
   * {@return the profile in force, for work that needs no model}
   *
   * @throws ConfigException with all problems at once
   */
  public static MasteringProfile of(Settings settings) {
    SettingsReader reader = settings.reader();
    MasteringProfile profile = read(reader);
    reader.finish();
    return profile;
  }

  static MasteringProfile read(SettingsReader reader) {
    Set<String> known = new TreeSet<>(ConfFiles.names("mastering"));
    String name = reader.oneOf("mastering", known, DEFAULT);
    String file = "mastering/" + name + ".properties";
    Map<String, String> values =
        reader.checked(
            ConfFiles.properties(file).orElse(Map.of()),
            SettingsTable.ofMastering(),
            "conf/" + file);
    Map<String, String> chosen = new TreeMap<>();
    values.forEach((key, value) -> chosen.put(key, reader.text(key, value)));
    return reader.make(
        () ->
            new MasteringProfile(
                name,
                number(chosen, "target-lufs", Double.NaN),
                number(chosen, "peak-ceiling-dbtp", Double.POSITIVE_INFINITY),
                (int) number(chosen, "sample-rate-hz", 0),
                millis(chosen, "pause-clause-ms"),
                millis(chosen, "pause-sentence-ms"),
                millis(chosen, "pause-paragraph-ms"),
                millis(chosen, "pause-heading-ms"),
                millis(chosen, "lead-in-ms"),
                millis(chosen, "lead-out-ms")),
        new MasteringProfile(name, Double.NaN, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0, 0, 0));
  }

  /** {@return the number, or what a word in its place stands for} */
  private static double number(Map<String, String> values, String key, double word) {
    String value = values.get(key);
    return value.equals("none") || value.equals("native") ? word : Double.parseDouble(value);
  }

  private static int millis(Map<String, String> values, String key) {
    return Integer.parseInt(values.get(key));
  }
}
