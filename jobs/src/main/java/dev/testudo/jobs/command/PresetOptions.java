// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import java.util.Map;
import picocli.CommandLine.Option;

/** {@code --preset}. */
final class PresetOptions {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = Settings.DEFAULT_PRESET,
      description = "A file of conf/presets; default: ${DEFAULT-VALUE}.")
  private String preset = Settings.DEFAULT_PRESET;

  /** {@return the preset with the overrides over it} */
  Settings settings(Map<String, String> overrides) {
    return Settings.of(preset, overrides);
  }
}
