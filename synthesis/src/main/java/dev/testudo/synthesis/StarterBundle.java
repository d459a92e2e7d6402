// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * The model that travels inside the distribution. The inference library reads files only, so it is
 * unpacked once into the {@link BundleCache}.
 */
public final class StarterBundle {
  public static final String NAME = "starter";

  private static final String RESOURCES = "/dev/testudo/synthesis/starter/";

  private StarterBundle() {}

  /** {@return whether the distribution has a starter bundle} */
  public static boolean isPresent() {
    return StarterBundle.class.getResource(RESOURCES + BundleManifest.FILE) != null;
  }

  /**
   * {@return the bundle, unpacked if it was not yet, and checked}
   *
   * @throws IllegalArgumentException if the distribution has none
   * @throws SynthesisException of category {@code STORAGE} if the cache cannot be written
   */
  public static ModelBundle open() {
    return open(RESOURCES, BundleCache.ofUser());
  }

  /** Opens the bundle under any resource folder; concurrent openers unpack it once. */
  static ModelBundle open(String resources, Path cache) {
    return open(resources, new BundleCache(cache));
  }

  private static ModelBundle open(String resources, BundleCache cache) {
    return cache.open("the starter voice", name -> resource(resources + name));
  }

  private static InputStream resource(String name) {
    InputStream in = StarterBundle.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalArgumentException(
          "Cannot open the starter voice: this distribution lacks "
              + name
              + "; name another bundle with --model");
    }
    return in;
  }
}
