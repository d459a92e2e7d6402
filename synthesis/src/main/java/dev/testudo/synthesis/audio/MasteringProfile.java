// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * How takes become chapters: level, ceiling, sample rate and pauses. None of it is part of a take's
 * key, so another profile masters the same takes again.
 *
 * @param name the profile's own
 * @param targetLufs the book's integrated loudness, NaN to leave the level as it is
 * @param peakCeilingDbtp true peaks above it are limited, positive infinity for no limiter
 * @param sampleRateHz of the chapter files, 0 for the takes' own
 * @param clauseMillis pause where a sentence was split
 * @param headingMillis pause after a heading or a section break
 * @param leadInMillis silence before a chapter's first take
 * @param leadOutMillis silence after a chapter's last take, in place of its own pause
 */
public record MasteringProfile(
    String name,
    double targetLufs,
    double peakCeilingDbtp,
    int sampleRateHz,
    int clauseMillis,
    int sentenceMillis,
    int paragraphMillis,
    int headingMillis,
    int leadInMillis,
    int leadOutMillis)
    implements Serializable {
  public MasteringProfile {
    requireNonNull(name, "name is null");
    if (!Double.isNaN(targetLufs) && Double.isInfinite(peakCeilingDbtp)) {
      throw new IllegalArgumentException(
          "Cannot master by profile \"%s\": a loudness of %s LUFS needs a peak ceiling, or gain may clip"
              .formatted(name, targetLufs));
    }
  }

  /** {@return whether the book's level is changed} */
  public boolean normalizes() {
    return !Double.isNaN(targetLufs);
  }

  /** {@return the rate of the chapter files for takes of this rate} */
  public int outputRateHz(int takeRateHz) {
    return sampleRateHz == 0 ? takeRateHz : sampleRateHz;
  }
}
