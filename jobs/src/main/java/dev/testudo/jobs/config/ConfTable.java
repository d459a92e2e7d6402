// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.util.List;
import java.util.Map;

/** Files of {@code conf} that must have exactly the keys of a table. */
public final class ConfTable {
  private ConfTable() {}

  /**
   * {@return the values of a file by key, each in its range}
   *
   * @param name such as {@code delivery/acx.properties}
   * @throws ConfigException with all problems, if there is such a file; else in one sentence
   */
  public static Map<String, String> read(String name, List<Setting> table) {
    String file = "conf/" + name;
    Map<String, String> values =
        ConfFiles.properties(name)
            .orElseThrow(
                () -> new ConfigException("Cannot use " + file + ": there is no such file"));
    SettingsReader reader = new SettingsReader(Map.of(), Map.of());
    Map<String, String> checked = reader.checked(values, table, file);
    reader.finish();
    return checked;
  }
}
