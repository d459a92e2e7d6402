// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.EngineConfig.Precision;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.UtteranceRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateRankingTest {
  private static final int LENGTH = 8;
  private static final int ROWS = 4;

  private final List<Integer> calls = new ArrayList<>();
  private final List<Attempt> decoded = new ArrayList<>();
  private double busySeconds;

  /** Scores codes by the first of them, which is NaN where it is 99. */
  private final CandidateRanking.Scorer scorer =
      new CandidateRanking.Scorer() {
        @Override
        public int rows() {
          return ROWS;
        }

        @Override
        public float[] textLatent(long[] text) {
          return new float[] {text.length, 1};
        }

        @Override
        public float[] scores(float[] texts, long[] codes, int rows) {
          assertThat(texts).hasSize(2 * rows);
          assertThat(codes).hasSize(LENGTH * rows);
          calls.add(rows);
          float[] scores = new float[rows];
          for (int row = 0; row < rows; row++) {
            long first = codes[row * LENGTH];
            scores[row] = first == 99 ? Float.NaN : first;
          }
          return scores;
        }
      };

  private final CandidateRanking ranking =
      new CandidateRanking(() -> scorer, LENGTH, seconds -> busySeconds += seconds);

  private static Attempt attempt(String text, int candidates) {
    UtteranceRequest plain = Tiny.request(text);
    SynthesisConfig config = plain.config().withCandidates(candidates);
    UtteranceRequest request =
        new UtteranceRequest(plain.key(), plain.spokenText(), plain.voice(), config);
    return new Attempt(
        new PendingUtterance(request, Tiny.BUNDLE.tokens(text)), 0, Precision.SINGLE);
  }

  private static SpokenCodes codes(long... codes) {
    return new SpokenCodes(codes, new float[2 * codes.length]);
  }

  @Test
  void theBestByScoreIsKeptOnceAllAreIn() {
    Attempt attempt = attempt("one.", 3);
    ranking.add(attempt, codes(3, 1), true);
    ranking.add(attempt, codes(7, 1), true);
    ranking.rank(decoded::add);
    assertThat(decoded).isEmpty();

    ranking.add(attempt, codes(5, 1), true);
    ranking.rank(decoded::add);
    assertThat(decoded).containsExactly(attempt);
    assertThat(attempt.codes().codes()).containsExactly(7, 1);
    assertThat(calls).as("always a full call").containsExactly(ROWS);
    assertThat(attempt.times.seconds()).containsKey(Stages.RANKING);
    assertThat(busySeconds).isPositive();
    assertThat(ranking.attempts()).isEmpty();
  }

  @Test
  void aCandidateWithoutAStopTokenWinsOnlyAmongItsLike() {
    Attempt mixed = attempt("one.", 3);
    ranking.add(mixed, codes(7, 1), false);
    ranking.add(mixed, codes(3, 1), true);
    ranking.add(mixed, codes(), true);
    Attempt endless = attempt("two.", 2);
    ranking.add(endless, codes(2), false);
    ranking.add(endless, codes(4), false);
    ranking.rank(decoded::add);

    assertThat(decoded).containsExactly(mixed, endless);
    assertThat(mixed.codes().codes()).containsExactly(3, 1);
    assertThat(mixed.stopped()).isTrue();
    assertThat(endless.codes().codes()).containsExactly(4);
    assertThat(endless.stopped()).isFalse();
  }

  @Test
  void aScoreThatIsNotANumberNeverWins() {
    Attempt attempt = attempt("one.", 3);
    ranking.add(attempt, codes(99, 1), true);
    ranking.add(attempt, codes(2, 1), true);
    ranking.add(attempt, codes(99, 2), true);
    ranking.rank(decoded::add);
    assertThat(attempt.codes().codes()).containsExactly(2, 1);
  }

  @Test
  void fullCallsDoNotWaitForAnAttemptToBeComplete() {
    Attempt attempt = attempt("one.", 9);
    for (int i = 0; i < 5; i++) {
      ranking.add(attempt, codes(i, 1), true);
    }
    ranking.rank(decoded::add);
    assertThat(calls).hasSize(1);
    assertThat(decoded).isEmpty();
  }

  @Test
  void whatIsCancelledIsNotScored() {
    Attempt cancelled = attempt("one.", 1);
    ranking.add(cancelled, codes(1), true);
    cancelled.utterance().future().cancel(true);
    Attempt removed = attempt("two.", 1);
    ranking.add(removed, codes(1), true);
    ranking.remove(removed);
    ranking.rank(decoded::add);
    assertThat(decoded).isEmpty();
    assertThat(calls).isEmpty();
  }
}
