// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import dev.testudo.synthesis.BundleCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The listener's network inside the distribution, with its manifest. The inference library reads
 * files only, so it is unpacked once into the {@link BundleCache}.
 */
record ListenerFiles(int sampleRateHz, int frameSamples, String sha256) {
  static final String RESOURCES = "/testudo/listener/";

  private static final String MANIFEST = "listener.properties";
  private static final String MODULE = "listener.pt";
  private static final String FORMAT = "1";
  private static final String ALPHABET = " 'abcdefghijklmnopqrstuvwxyz";

  static boolean isPresent() {
    return ListenerFiles.class.getResource(RESOURCES + MANIFEST) != null;
  }

  /**
   * {@return the listener of the distribution}
   *
   * @throws IllegalArgumentException in one sentence if the distribution has none that this version
   *     can use
   */
  static ListenerFiles open() {
    Properties manifest = manifest();
    require(manifest, "format", FORMAT);
    require(manifest, "alphabet", ALPHABET);
    return new ListenerFiles(
        Integer.parseInt(manifest.getProperty("sample-rate", "")),
        Integer.parseInt(manifest.getProperty("frame-samples", "")),
        manifest.getProperty("sha256", ""));
  }

  /** {@return the network's file, unpacked if it was not yet} */
  Path module() {
    return BundleCache.ofUser().file(MODULE, sha256, ListenerFiles::resource);
  }

  private static Properties manifest() {
    Properties manifest = new Properties();
    try (InputStream in = resource(MANIFEST)) {
      manifest.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the listener's " + MANIFEST, e);
    }
    return manifest;
  }

  private static void require(Properties manifest, String key, String value) {
    String found = manifest.getProperty(key, "");
    // Properties drop blanks at the beginning of a value.
    if (!found.strip().equals(value.strip())) {
      throw new IllegalArgumentException(
          "Cannot use the listener: its %s is \"%s\" where this version needs \"%s\""
              .formatted(key, found, value));
    }
  }

  private static InputStream resource(String name) {
    InputStream in = ListenerFiles.class.getResourceAsStream(RESOURCES + name);
    if (in == null) {
      throw new IllegalArgumentException(
          "Cannot listen to takes: this distribution lacks " + RESOURCES + name);
    }
    return in;
  }
}
