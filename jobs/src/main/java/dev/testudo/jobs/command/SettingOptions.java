// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --set}. */
final class SettingOptions {
  @Option(
      names = "--set",
      paramLabel = "key=value",
      description =
          "One setting; also spark.* and fs.s3a.* properties. May be repeated; testudo settings"
              + " lists them.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  Map<String, String> overrides() {
    return overrides;
  }

  /** {@return the settings of a command that takes only Spark's and the storage's} */
  Settings ofStorage() {
    return Settings.ofStorage(overrides);
  }
}
