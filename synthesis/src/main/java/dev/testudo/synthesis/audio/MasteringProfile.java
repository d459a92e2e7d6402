package dev.testudo.synthesis.audio;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Properties;

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
  public static final String TARGET_LUFS = "target-lufs";
  public static final String PEAK_CEILING_DBTP = "peak-ceiling-dbtp";
  public static final String SAMPLE_RATE_HZ = "sample-rate-hz";
  public static final String PAUSE_CLAUSE_MS = "pause-clause-ms";
  public static final String PAUSE_SENTENCE_MS = "pause-sentence-ms";
  public static final String PAUSE_PARAGRAPH_MS = "pause-paragraph-ms";
  public static final String PAUSE_HEADING_MS = "pause-heading-ms";
  public static final String LEAD_IN_MS = "lead-in-ms";
  public static final String LEAD_OUT_MS = "lead-out-ms";

  /** Every key of a profile's file; each must be given. */
  public static final List<String> KEYS =
      List.of(
          TARGET_LUFS,
          PEAK_CEILING_DBTP,
          SAMPLE_RATE_HZ,
          PAUSE_CLAUSE_MS,
          PAUSE_SENTENCE_MS,
          PAUSE_PARAGRAPH_MS,
          PAUSE_HEADING_MS,
          LEAD_IN_MS,
          LEAD_OUT_MS);

  public MasteringProfile {
    requireNonNull(name, "name is null");
  }

  /**
   * Reads a profile from its properties.
   *
   * @throws IllegalArgumentException that names every missing, unknown and unusable key at once
   */
  public static MasteringProfile of(String name, Properties properties) {
    ProfileReader reader = new ProfileReader(properties, KEYS);
    MasteringProfile profile =
        new MasteringProfile(
            name,
            reader.number(TARGET_LUFS, -40, -5, "none", Double.NaN),
            reader.number(PEAK_CEILING_DBTP, -20, 0, "none", Double.POSITIVE_INFINITY),
            reader.whole(SAMPLE_RATE_HZ, 8_000, 192_000, "native", 0),
            reader.millis(PAUSE_CLAUSE_MS),
            reader.millis(PAUSE_SENTENCE_MS),
            reader.millis(PAUSE_PARAGRAPH_MS),
            reader.millis(PAUSE_HEADING_MS),
            reader.millis(LEAD_IN_MS),
            reader.millis(LEAD_OUT_MS));
    reader.require(
        !profile.normalizes() || Double.isFinite(profile.peakCeilingDbtp()),
        "\"" + PEAK_CEILING_DBTP + "\" = none needs \"" + TARGET_LUFS + "\" = none: gain may clip");
    reader.throwProblems("mastering profile \"" + name + "\"");
    return profile;
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
