// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.Sha256;
import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A clip of someone speaking, from which a voice is made: checked to hold enough sound, and cut to
 * where the sound is.
 *
 * @param file the file's name, without folders
 * @param sha256 of the file's bytes
 */
public record ReferenceClip(String file, String sha256, Waveform waveform) {
  private static final double MIN_SOUND_SECONDS = 1;
  private static final double MAX_SECONDS = 600;

  private static final double WINDOW_SECONDS = 0.02;

  /** Silence that is left at both ends. */
  private static final int MARGIN_WINDOWS = 5;

  /** Below this, a window is silent; so it is 40 dB below the loudest. */
  private static final double SILENT_RMS = 0.002;

  private static final double SILENT_SHARE = 0.01;

  public ReferenceClip {
    requireNonNull(file, "file is null");
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(waveform, "waveform is null");
  }

  /**
   * Reads a clip of any format that {@link AudioReader} knows.
   *
   * @throws AudioException in one sentence if it cannot be read, is silent, or too short or long
   */
  public static ReferenceClip read(Path file, int sampleRateHz) {
    Waveform whole = AudioReader.read(file, sampleRateHz);
    if (whole.seconds() > MAX_SECONDS) {
      throw new AudioException(
          "Cannot use clip \"%s\": it lasts %.0f s where at most %.0f s are heard; cut a part out"
              .formatted(file, whole.seconds(), MAX_SECONDS));
    }
    Waveform sounding = sounding(whole, file);
    try {
      return new ReferenceClip(file.getFileName().toString(), Sha256.ofFile(file), sounding);
    } catch (IOException e) {
      throw new AudioException("Cannot read \"" + file + "\": " + e.getMessage(), e);
    }
  }

  /** Cuts what lies before the first sound and after the last. */
  private static Waveform sounding(Waveform clip, Path file) {
    int window = (int) Math.round(WINDOW_SECONDS * clip.sampleRateHz());
    double[] levels = levels(clip.samples(), window);
    double loudest = Arrays.stream(levels).max().orElse(0);
    if (loudest < SILENT_RMS) {
      throw new AudioException("Cannot use clip \"" + file + "\": it is silent");
    }
    double threshold = Math.max(SILENT_RMS, SILENT_SHARE * loudest);
    int first = levels.length;
    int last = 0;
    int sounding = 0;
    for (int i = 0; i < levels.length; i++) {
      if (levels[i] >= threshold) {
        first = Math.min(first, i);
        last = i;
        sounding++;
      }
    }
    if (sounding * WINDOW_SECONDS < MIN_SOUND_SECONDS) {
      throw new AudioException(
          "Cannot use clip \"%s\": it holds %.1f s of sound where at least %.0f s is needed; about"
                  .formatted(file, sounding * WINDOW_SECONDS, MIN_SOUND_SECONDS)
              + " 6 s of speech are best");
    }
    int from = Math.max(0, first - MARGIN_WINDOWS) * window;
    int to = Math.min(clip.samples().length, (last + 1 + MARGIN_WINDOWS) * window);
    return new Waveform(Arrays.copyOfRange(clip.samples(), from, to), clip.sampleRateHz());
  }

  private static double[] levels(float[] samples, int window) {
    double[] levels = new double[samples.length / window];
    for (int i = 0; i < levels.length; i++) {
      double energy = 0;
      for (int j = i * window; j < (i + 1) * window; j++) {
        energy += (double) samples[j] * samples[j];
      }
      levels[i] = Math.sqrt(energy / window);
    }
    return levels;
  }
}
