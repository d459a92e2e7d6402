// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Defaults of a person, in {@code ~/.config/testudo/testudo.properties}, and of a project, in
 * {@code ./testudo.properties}: the keys of {@code --set}. The project's file wins; presets and
 * {@code --set} win over both.
 */
public final class UserDefaults {
  private static final String FILE = "testudo.properties";

  private UserDefaults() {}

  /** {@return the files that are read if they exist, the weaker one first} */
  public static List<Path> files() {
    String chosen = System.getenv().getOrDefault("XDG_CONFIG_HOME", "");
    Path folder =
        chosen.isEmpty() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(chosen);
    return List.of(folder.resolve("testudo").resolve(FILE), Path.of(FILE).toAbsolutePath());
  }

  /**
   * {@return what the files say together}
   *
   * @throws ConfigException with every problem of both files
   */
  static Map<String, String> read() {
    return read(files());
  }

  static Map<String, String> read(List<Path> files) {
    List<String> problems = new ArrayList<>();
    Map<String, String> merged = new TreeMap<>();
    for (Path file : files) {
      if (Files.exists(file)) {
        Map<String, String> values = of(file);
        values.forEach((key, value) -> problem(key, value, file).ifPresent(problems::add));
        merged.putAll(values);
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return merged;
  }

  /** {@return the keys and values of one file} */
  public static Map<String, String> of(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          "Cannot read " + file + ": " + e.getMessage() + "; correct or remove it");
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k).strip()));
    return values;
  }

  private static Optional<String> problem(String key, String value, Path file) {
    if (!Settings.isOwn(key)) {
      return Optional.empty();
    }
    return SettingsTable.problem(key, value, file.toString(), SettingsTable.ALL);
  }
}
