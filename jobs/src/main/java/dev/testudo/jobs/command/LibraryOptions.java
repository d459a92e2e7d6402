package dev.testudo.jobs.command;

import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import java.util.LinkedHashMap;
import java.util.Map;
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

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description =
          "One setting; also spark.* and fs.s3a.* properties. May be repeated; testudo settings lists them.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  String uri() {
    return uri;
  }

  Map<String, String> overrides() {
    return overrides;
  }

  /** {@return the storage's settings, for a command that takes no others} */
  Map<String, String> storage() {
    return Settings.ofStorage(overrides).storage();
  }

  /** Opens the library for a command that takes no other settings than the storage's. */
  Library open() {
    return Library.open(new StoreLocation(uri, storage()));
  }
}
