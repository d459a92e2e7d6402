// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import dev.testudo.synthesis.UtteranceRequest;
import dev.testudo.synthesis.Waveform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What follows from codes and waveforms, without the networks that make them. */
class TakeFinisherTest {
  private static final int DIM = 32;
  private static final int MAX_ATTEMPTS = SpeechChecks.DEFAULTS.maxAttempts();

  private final List<Attempt> again = new ArrayList<>();
  private final TakeFinisher finisher =
      new TakeFinisher(
          Tiny.BUNDLE,
          Precision.HALF,
          SpeechChecks.DEFAULTS,
          LaterShape.EXACT,
          again::add,
          again::add,
          seconds -> {});

  private static PendingUtterance utterance(String text) {
    UtteranceRequest request = Tiny.request(text);
    return new PendingUtterance(request, Tiny.BUNDLE.tokens(text));
  }

  private static Attempt decoded(PendingUtterance utterance, int number, long[] codes) {
    Attempt attempt = new Attempt(utterance, number, Precision.SINGLE);
    attempt.enterSlot(null);
    attempt.decoded(new SpokenCodes(codes, new float[DIM * codes.length]), true);
    return attempt;
  }

  private static Attempt overflowed(Attempt attempt) {
    attempt.enterSlot(null);
    float[] latents = new float[DIM];
    latents[7] = Float.NaN;
    attempt.decoded(new SpokenCodes(new long[] {1}, latents), true);
    return attempt;
  }

  private static long[] different(int count) {
    return LongStream.range(0, count).map(i -> i * i % 29).toArray();
  }

  /** Codes that repeat themselves. */
  private static long[] loop() {
    long[] codes = new long[60];
    Arrays.fill(codes, 3);
    return codes;
  }

  private static void render(Attempt attempt) {
    attempt.rendered(new Waveform(new float[1600], 16_000), 0);
  }

  @Test
  void aGoodTakeCompletesItsUtterance() {
    PendingUtterance utterance = utterance("one.");
    Attempt attempt = decoded(utterance, 0, different(20));
    assertThat(finisher.checkCodes(attempt)).containsSame(attempt);
    render(attempt);
    assertThat(finisher.finishAttempt(attempt, true)).isEmpty();
    Rendering rendering = utterance.future().join();
    assertThat(rendering.faults()).isEmpty();
    assertThat(rendering.cost().attempts()).isEqualTo(1);
    assertThat(again).isEmpty();
  }

  @Test
  void faultyCodesAreRenderedOnlyIfNoLaterAttemptIsBetter() {
    PendingUtterance utterance = utterance("one.");
    assertThat(finisher.checkCodes(decoded(utterance, 0, loop()))).isEmpty();
    assertThat(again).singleElement().extracting(Attempt::number).isEqualTo(1);

    Attempt second = decoded(utterance, 1, loop());
    assertThat(finisher.checkCodes(second)).isEmpty();
    Attempt last = decoded(utterance, MAX_ATTEMPTS - 1, loop());
    Attempt best = finisher.checkCodes(last).orElseThrow();
    assertThat(best.number()).as("the earliest of equals").isZero();
    render(best);
    assertThat(finisher.finishAttempt(best, true)).isEmpty();
    assertThat(utterance.future().join().faults()).containsExactly(SpeechFault.REPETITION);
    assertThat(utterance.future().join().cost().attempts()).isEqualTo(MAX_ATTEMPTS);
  }

  @Test
  void infinityInHalfPrecisionIsTheSameAttemptAgainInSingle() {
    Attempt half = overflowed(new Attempt(utterance("one."), 0, Precision.HALF));
    assertThat(finisher.checkCodes(half)).isEmpty();
    assertThat(again)
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.number()).isZero();
              assertThat(attempt.precision()).isEqualTo(Precision.SINGLE);
            });
  }

  @Test
  void infinityInEveryAttemptFailsTheUtteranceInOneSentence() {
    PendingUtterance utterance = utterance("one.");
    for (int number = 0; number < MAX_ATTEMPTS; number++) {
      Attempt attempt = overflowed(new Attempt(utterance, number, Precision.SINGLE));
      assertThat(finisher.checkCodes(attempt)).isEmpty();
    }
    assertThat(again).hasSize(MAX_ATTEMPTS - 1);
    assertFails(utterance, Category.NUMERIC, "all 3 attempts produced NaN or infinite values");
  }

  @Test
  void aWaveformThatOverflowsDoesNotCountAsTheBest() {
    PendingUtterance utterance = utterance("one.");
    Attempt good = decoded(utterance, 0, loop());
    finisher.checkCodes(good);
    Attempt last = decoded(utterance, MAX_ATTEMPTS - 1, different(20));
    assertThat(finisher.checkCodes(last)).containsSame(last);
    assertThat(finisher.finishAttempt(last, false)).as("what is left").containsSame(good);
  }

  @Test
  void noCodesAtAllFailTheUtteranceInOneSentence() {
    PendingUtterance utterance = utterance("one.");
    for (int number = 0; number < MAX_ATTEMPTS; number++) {
      assertThat(finisher.checkCodes(decoded(utterance, number, new long[0]))).isEmpty();
    }
    assertFails(utterance, Category.MODEL, "the model produced no codes in 3 attempts");
  }

  @Test
  void findsAnyValueThatIsNotFinite() {
    assertThat(TakeFinisher.isFinite(new float[] {0, -1, Float.MAX_VALUE})).isTrue();
    assertThat(TakeFinisher.isFinite(new float[] {0, Float.NaN, 1})).isFalse();
    assertThat(TakeFinisher.isFinite(new float[] {0, Float.NEGATIVE_INFINITY, 1})).isFalse();
  }

  private static void assertFails(PendingUtterance utterance, Category category, String reason) {
    assertThatThrownBy(() -> utterance.future().join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SynthesisException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContaining(reason);
  }
}
