// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the user's files, a preset and {@code --set} say: our own keys, Spark's ({@code spark.*})
 * and those of the storage client ({@code fs.*}). The files are read once, here.
 */
public final class Settings {
  public static final String DEFAULT_PRESET = "standard";

  private static final String SPARK = "spark.";
  private static final String STORAGE = "fs.";
  private static final String SPARK_STORAGE = "spark.hadoop.fs.";

  private final Map<String, String> values;
  private final Map<String, String> defaults;
  private final Map<String, String> sparkDefaults;

  private Settings(Map<String, String> values) {
    this(
        values,
        UserDefaults.read(),
        ConfFiles.properties(ConfFiles.SPARK_DEFAULTS).orElse(Map.of()));
  }

  private Settings(
      Map<String, String> values, Map<String, String> defaults, Map<String, String> sparkDefaults) {
    this.values = Map.copyOf(values);
    this.defaults = Map.copyOf(defaults);
    this.sparkDefaults = Map.copyOf(sparkDefaults);
  }

  /** {@return these settings for another device} */
  public Settings onDevice(String device) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.put("device", device);
    return new Settings(changed, defaults, sparkDefaults);
  }

  /** {@return these settings for an utterance that no other shares its calls with} */
  public Settings forOneUtterance() {
    Map<String, String> changed = new TreeMap<>(values);
    changed.putIfAbsent("later-rows", defaults.getOrDefault("later-rows", "1"));
    return new Settings(changed, defaults, sparkDefaults);
  }

  /**
   * {@return the preset with the overrides over it}
   *
   * @param preset name of a file of {@code conf/presets}
   */
  public static Settings of(String preset, Map<String, String> overrides) {
    List<String> known = ConfFiles.names("presets");
    if (!known.contains(preset)) {
      throw new ConfigException(
          "Cannot use preset \""
              + preset
              + "\": conf/presets has "
              + known
              + Suggestion.near(preset, known));
    }
    Map<String, String> merged =
        new TreeMap<>(ConfFiles.properties("presets/" + preset + ".properties").orElse(Map.of()));
    merged.putAll(overrides);
    return new Settings(merged);
  }

  /** {@return settings of a command that renders nothing: only Spark's and the storage's keys} */
  public static Settings ofStorage(Map<String, String> overrides) {
    Settings settings = new Settings(overrides);
    settings.reader().finish();
    return settings;
  }

  /** {@return whether a key is ours, and not Spark's or the storage client's} */
  static boolean isOwn(String key) {
    return !key.startsWith(SPARK) && !key.startsWith(STORAGE);
  }

  /** {@return our own keys of the preset and of {@code --set}} */
  Map<String, String> own() {
    return select(values, Settings::isOwn);
  }

  SettingsReader reader() {
    return new SettingsReader(own(), select(defaults, Settings::isOwn));
  }

  /** {@return where the model shall run, as somebody has chosen it, else {@code auto}} */
  public String device() {
    return own().getOrDefault("device", defaults.getOrDefault("device", "auto"));
  }

  /** {@return properties of the Spark session, the storage client's among them} */
  public Map<String, String> spark() {
    Map<String, String> merged = new TreeMap<>(defaults);
    merged.putAll(values);
    Map<String, String> spark = select(merged, key -> key.startsWith(SPARK));
    select(merged, key -> key.startsWith(STORAGE))
        .forEach((key, value) -> spark.put("spark.hadoop." + key, value));
    return spark;
  }

  /**
   * {@return settings of the storage client: from {@code conf/spark-defaults.conf}, then from what
   * spark-submit set, then from {@code --set}}
   */
  public Map<String, String> storage() {
    return session().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(SPARK_STORAGE))
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring("spark.hadoop.".length()), Map.Entry::getValue));
  }

  /** {@return Spark's properties as the session will see them} */
  public Map<String, String> session() {
    Map<String, String> merged = new TreeMap<>(sparkDefaults);
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(SPARK))
        .forEach(name -> merged.put(name, System.getProperty(name)));
    merged.putAll(spark());
    return merged;
  }

  private static Map<String, String> select(Map<String, String> from, Predicate<String> keys) {
    Map<String, String> selected = new TreeMap<>(from);
    selected.keySet().removeIf(key -> !keys.test(key));
    return selected;
  }
}
