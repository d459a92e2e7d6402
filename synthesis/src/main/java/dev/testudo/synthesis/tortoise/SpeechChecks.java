// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * When a take is suspicious, and how often another is tried. No part of a take's key.
 *
 * @param maxAttempts attempts in total, at least 1
 * @param loopCodes codes over which one pattern must repeat to count as a loop
 * @param silenceRms level below which even the loudest 50 ms count as silence
 * @param clippedShare largest share of samples at full scale
 */
public record SpeechChecks(int maxAttempts, int loopCodes, double silenceRms, double clippedShare) {
  public static final SpeechChecks DEFAULTS = new SpeechChecks(3, 24, 0.003, 0.001);

  private static final int LONGEST_PATTERN = 16;
  private static final int MIN_ROUNDS = 4;
  private static final double LEVEL_SECONDS = 0.05;
  private static final float FULL_SCALE = 0.999f;

  public SpeechChecks {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException(
          "Cannot make " + maxAttempts + " attempts: at least 1 is needed");
    }
  }

  /** {@return what is wrong with the codes of an utterance} */
  Set<SpeechFault> ofCodes(long[] codes, Set<Integer> silenceCodes, boolean stopped) {
    Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);
    if (!stopped) {
      faults.add(SpeechFault.NO_STOP);
    }
    long[] sounding =
        Arrays.stream(codes).filter(code -> !silenceCodes.contains((int) code)).toArray();
    for (int period = 1; period <= LONGEST_PATTERN; period++) {
      if (longestLoop(sounding, period) >= Math.max(loopCodes, MIN_ROUNDS * period)) {
        faults.add(SpeechFault.REPETITION);
      }
    }
    return faults;
  }

  /** {@return the longest stretch of codes that repeats itself with this period} */
  private static int longestLoop(long[] codes, int period) {
    int longest = 0;
    int equal = 0;
    for (int i = period; i < codes.length; i++) {
      equal = codes[i] == codes[i - period] ? equal + 1 : 0;
      longest = Math.max(longest, equal == 0 ? 0 : equal + period);
    }
    return longest;
  }

  /**
   * {@return what is wrong with a waveform}
   *
   * @param expectedSeconds its predicted length
   * @param toleranceSeconds how far off it may be
   */
  Set<SpeechFault> ofWaveform(
      float[] samples, int sampleRateHz, double expectedSeconds, double toleranceSeconds) {
    Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);
    double seconds = (double) samples.length / sampleRateHz;
    if (seconds < expectedSeconds - toleranceSeconds) {
      faults.add(SpeechFault.TOO_SHORT);
    }
    if (seconds > expectedSeconds + toleranceSeconds) {
      faults.add(SpeechFault.TOO_LONG);
    }
    double[] levels = Levels.rms(samples, (int) Math.round(LEVEL_SECONDS * sampleRateHz));
    if (Arrays.stream(levels).max().orElse(0) < silenceRms) {
      faults.add(SpeechFault.SILENCE);
    }
    int clipped = 0;
    for (float sample : samples) {
      clipped += Math.abs(sample) >= FULL_SCALE ? 1 : 0;
    }
    if (clipped > clippedShare * samples.length) {
      faults.add(SpeechFault.CLIPPING);
    }
    return faults;
  }

  /** {@return how bad the faults are together; of two takes the lower one is kept} */
  static int severity(Set<SpeechFault> faults) {
    return faults.stream().mapToInt(SpeechChecks::severity).sum();
  }

  /** {@return the share of the words that was not heard, which weighs less than any fault} */
  static double unheard(Hearing hearing) {
    return (1 - hearing.meanScore()) / 2;
  }

  private static int severity(SpeechFault fault) {
    return switch (fault) {
      case SILENCE -> 16;
      case NO_STOP, MISSING_WORDS, CUT_SHORT -> 8;
      case WRONG_WORDS, EXTRA_SPEECH, REPEATED_WORDS -> 6;
      case TOO_SHORT, REPETITION -> 4;
      case TOO_LONG -> 3;
      case MUMBLED -> 2;
      case CLIPPING -> 1;
      case UNKNOWN_CHARACTER -> 0;
    };
  }
}
