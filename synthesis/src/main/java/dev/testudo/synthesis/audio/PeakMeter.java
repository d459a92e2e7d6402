// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The true peak of a finished file, as a player decodes it. */
final class PeakMeter {
  private static final String KEY = "lavfi.r128.true_peaks_ch0";

  private PeakMeter() {}

  /**
   * {@return the true peak in dB; negative infinity for silence}
   *
   * @param task what it is for, to follow "Cannot " in messages
   * @throws AudioException if the file cannot be decoded
   */
  static double truePeakDb(String task, Path file) {
    byte[] output =
        Ffmpeg.run(
            task,
            Ffmpeg.join(
                Ffmpeg.STRICT,
                List.of("-i", Ffmpeg.argument(file), "-map", "0:a:0", "-af"),
                List.of(
                    "ebur128=metadata=1:peak=true:framelog=quiet,ametadata=mode=print:file=-:key="
                        + KEY),
                List.of("-f", "null", "-")));
    // It grows with every tenth of a second, so the last is the whole file's.
    return new String(output, StandardCharsets.US_ASCII)
        .lines()
        .filter(line -> line.startsWith(KEY + "="))
        .reduce((first, second) -> second)
        .map(line -> 20 * Math.log10(Double.parseDouble(line.substring(KEY.length() + 1))))
        .orElse(Double.NEGATIVE_INFINITY);
  }
}
