// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static dev.testudo.synthesis.SpeechFault.CLIPPING;
import static dev.testudo.synthesis.SpeechFault.NO_STOP;
import static dev.testudo.synthesis.SpeechFault.REPETITION;
import static dev.testudo.synthesis.SpeechFault.SILENCE;
import static dev.testudo.synthesis.SpeechFault.TOO_LONG;
import static dev.testudo.synthesis.SpeechFault.TOO_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.SpeechFault;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpeechChecksTest {
  private static final int RATE = 16_000;
  private static final Set<Integer> SILENT = Set.of(7);

  private final SpeechChecks checks = SpeechChecks.DEFAULTS;

  @Test
  void passesVariedCodesThatStop() {
    assertThat(checks.ofCodes(new Random(1).longs(200, 10, 500).toArray(), SILENT, true)).isEmpty();
  }

  @Test
  void findsAMissingStop() {
    assertThat(checks.ofCodes(new long[] {10, 11}, SILENT, false)).containsExactly(NO_STOP);
  }

  @Test
  void findsOneCodeOrOnePatternOverAndOver() {
    assertThat(checks.ofCodes(repeat(24, 10), SILENT, true)).containsExactly(REPETITION);
    assertThat(checks.ofCodes(repeat(8, 10, 11, 12), SILENT, true)).containsExactly(REPETITION);
    long[] words = LongStream.range(100, 110).toArray();
    assertThat(checks.ofCodes(repeat(4, words), SILENT, true)).containsExactly(REPETITION);
  }

  @Test
  void allowsHeldSoundsAndSaidTwice() {
    assertThat(checks.ofCodes(repeat(23, 10), SILENT, true)).isEmpty();
    long[] words = LongStream.range(100, 110).toArray();
    assertThat(checks.ofCodes(repeat(3, words), SILENT, true)).isEmpty();
  }

  @Test
  void exemptsSilence() {
    assertThat(checks.ofCodes(repeat(100, 7), SILENT, true)).isEmpty();
    assertThat(checks.ofCodes(repeat(100, 7), Set.of(), true)).containsExactly(REPETITION);
  }

  @Test
  void silenceDoesNotHideALoop() {
    assertThat(checks.ofCodes(repeat(13, 10, 7, 11), SILENT, true)).containsExactly(REPETITION);
  }

  @Test
  void comparesTheLengthWithTheExpectation() {
    float[] second = noise(RATE, 0.2);
    assertThat(checks.ofWaveform(second, RATE, 1.9, 1)).isEmpty();
    assertThat(checks.ofWaveform(second, RATE, 2.1, 1)).containsExactly(TOO_SHORT);
    assertThat(checks.ofWaveform(second, RATE, 0.1, 0.5)).containsExactly(TOO_LONG);
  }

  @Test
  void findsSilenceOnlyWhereNothingSounds() {
    float[] quiet = noise(RATE, 0.001);
    assertThat(checks.ofWaveform(quiet, RATE, 1, 1)).containsExactly(SILENCE);
    System.arraycopy(noise(RATE / 10, 0.2), 0, quiet, 4_000, RATE / 10);
    assertThat(checks.ofWaveform(quiet, RATE, 1, 1)).isEmpty();
  }

  @Test
  void findsClippingBeyondAFewSamples() {
    float[] second = noise(RATE, 0.2);
    Arrays.fill(second, 100, 116, 1f);
    assertThat(checks.ofWaveform(second, RATE, 1, 1)).isEmpty();
    Arrays.fill(second, 200, 210, -1f);
    assertThat(checks.ofWaveform(second, RATE, 1, 1)).containsExactly(CLIPPING);
  }

  @Test
  void ranksSilenceWorstAndClippingLeast() {
    assertThat(SpeechChecks.severity(EnumSet.of(CLIPPING)))
        .isPositive()
        .isLessThan(SpeechChecks.severity(EnumSet.of(TOO_LONG)));
    assertThat(SpeechChecks.severity(EnumSet.of(TOO_LONG, CLIPPING)))
        .isLessThan(SpeechChecks.severity(EnumSet.of(NO_STOP)));
    assertThat(SpeechChecks.severity(EnumSet.of(NO_STOP, REPETITION)))
        .isLessThan(SpeechChecks.severity(EnumSet.of(SILENCE)));
    assertThat(SpeechChecks.severity(EnumSet.noneOf(SpeechFault.class))).isZero();
  }

  @Test
  void needsAtLeastOneAttempt() {
    assertThatThrownBy(() -> new SpeechChecks(0, 24, 0.003, 0.001))
        .hasMessage("Cannot make 0 attempts: at least 1 is needed");
  }

  private static long[] repeat(int times, long... pattern) {
    return LongStream.range(0, (long) times * pattern.length)
        .map(i -> pattern[(int) (i % pattern.length)])
        .toArray();
  }

  private static float[] noise(int samples, double peak) {
    Random random = new Random(3);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (peak * (2 * random.nextDouble() - 1));
    }
    return noise;
  }
}
