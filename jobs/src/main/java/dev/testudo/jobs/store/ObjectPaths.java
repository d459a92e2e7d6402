// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

/** The rules that a path within a store follows. */
final class ObjectPaths {
  private ObjectPaths() {}

  /** {@return the path itself, if it names an object below the root} */
  static String require(String path) {
    if (path.isEmpty() || path.startsWith("/") || path.endsWith("/") || climbs(path)) {
      throw new IllegalArgumentException(
          "Cannot use \"" + path + "\" as the path of an object: it must lie below the root");
    }
    return path;
  }

  /** {@return the folder itself, if it is the root or ends in a slash} */
  static String requireFolder(String folder) {
    if (!folder.isEmpty() && (!folder.endsWith("/") || folder.startsWith("/") || climbs(folder))) {
      throw new IllegalArgumentException(
          "Cannot use \"" + folder + "\" as a folder: it must be relative and end in a slash");
    }
    return folder;
  }

  private static boolean climbs(String path) {
    return path.contains("//") || ("/" + path + "/").contains("/../");
  }
}
