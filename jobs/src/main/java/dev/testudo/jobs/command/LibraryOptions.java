// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the library is, and single settings. */
final class LibraryOptions {
  static final String DEFAULT = "${env:TESTUDO_LIBRARY:-library}";

  @Option(
      names = "--library",
      defaultValue = DEFAULT,
      paramLabel = "URI",
      description =
          "A path, file:///... or s3a://bucket/prefix; default: TESTUDO_LIBRARY, or else library.")
  private String uri = "";

  @Mixin private SettingOptions set = new SettingOptions();

  String uri() {
    return uri;
  }

  Map<String, String> overrides() {
    return set.overrides();
  }

  /** {@return the settings of a command that takes only Spark's and the storage's} */
  Settings ofStorage() {
    return set.ofStorage();
  }

  /** Opens the library for a command that takes no other settings than the storage's. */
  Library open() {
    return open(set.ofStorage());
  }

  Library open(Settings settings) {
    return Library.open(new StoreLocation(uri, settings.storage()));
  }
}
