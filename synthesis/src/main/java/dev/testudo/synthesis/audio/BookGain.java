// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * The one gain of a book, so that its chapters keep their levels to each other.
 *
 * @param db added to every take, a multiple of 0.5: small edits of a book then seldom change the
 *     gain, and chapters without edits keep their bytes
 */
public record BookGain(MasteringProfile profile, double db) implements Serializable {
  private static final double STEP_DB = 0.5;

  public BookGain {
    requireNonNull(profile, "profile is null");
    if (!Double.isFinite(db)) {
      throw new IllegalArgumentException("Cannot apply a gain of " + db + " dB");
    }
  }

  /**
   * {@return the gain from a book's loudness to the profile's target; 0 dB for a silent book or a
   * profile without target}
   *
   * @param integratedLufs of the whole book, from {@link Loudness}
   */
  public static BookGain of(MasteringProfile profile, double integratedLufs) {
    if (!profile.normalizes() || integratedLufs == Double.NEGATIVE_INFINITY) {
      return new BookGain(profile, 0);
    }
    double db = Math.round((profile.targetLufs() - integratedLufs) / STEP_DB) * STEP_DB;
    return new BookGain(profile, db);
  }

  /**
   * {@return whether a signal of this true peak exceeds the ceiling after the gain, and so goes
   * through the limiter}
   *
   * @param truePeak of a take, or the largest of a chapter's; 1 = full scale
   */
  public boolean limits(double truePeak) {
    return truePeak > 0 && 20 * Math.log10(truePeak) + db > profile.peakCeilingDbtp();
  }
}
