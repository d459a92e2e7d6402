// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether an executor can write temporary files: an upload and a chapter need some. */
final class ScratchSpace {
  /** Less than any chapter needs, and more than a file system promises without having it. */
  private static final int BYTES = 1 << 20;

  private ScratchSpace() {}

  static void require() {
    require(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * @throws IllegalArgumentException if nothing can be written there
   */
  static void require(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, "testudo-", ".probe");
      try {
        Files.write(probe, new byte[BYTES]);
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot write temporary files in " + folder + ": " + reason(e) + "; make room there", e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "it does not exist" : e.getMessage();
  }
}
