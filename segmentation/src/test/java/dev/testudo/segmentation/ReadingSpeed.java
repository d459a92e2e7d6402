// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures how long a manuscript takes to become a script, in seconds of one core: see
 * segmentation/measure.
 */
public final class ReadingSpeed {
  private static final int WARM_UP = 3;

  private ReadingSpeed() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int warmUp = arguments.length > 1 ? Integer.parseInt(arguments[1]) - 1 : WARM_UP;
    byte[] content = Files.readAllBytes(file);
    ScriptWriter writer =
        new ScriptWriter(new PackingLimits(300, 120, 200), String::length, Lexicon.EMPTY);
    for (int pass = 0; pass <= warmUp; pass++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      Manuscript manuscript = ManuscriptReader.read(file.getFileName().toString(), content);
      writer.write(manuscript);
      double seconds =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9;
      System.out.printf(
          "%s: %,d characters, %.2f s of one core%s%n",
          file.getFileName(),
          manuscript.text().length(),
          seconds,
          pass < warmUp ? " (warm-up)" : "");
    }
  }
}
