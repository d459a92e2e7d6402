// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Chooses among the candidates of each attempt the one whose codes fit the text best. Candidates of
 * all attempts are scored side by side, always a full call, so that no score depends on how many
 * are waiting. Only the best of an attempt is kept. For the engine thread only.
 */
final class CandidateRanking {
  /** Scores how well codes fit a text. */
  interface Scorer {
    /** {@return how many rows pay in one call} */
    int rows();

    /** {@return what {@link #scores} wants to know of a text, {@code [E]}} */
    float[] textLatent(long[] text);

    /**
     * {@return how well each row of codes fits the text of its row, more is better}
     *
     * @param texts {@code [rows, E]}, in one array
     * @param codes {@code [rows, M]}, in one array
     */
    float[] scores(float[] texts, long[] codes, int rows);
  }

  private final Supplier<? extends Scorer> scorer;
  private final int length;
  private final DoubleConsumer busySeconds;
  private final List<Finished> unscored = new ArrayList<>();
  private final Map<Attempt, AttemptRanking> rankings = new LinkedHashMap<>();

  private record Finished(Attempt attempt, SpokenCodes codes, boolean stopped) {
    /**
     * A candidate with codes and a stop token is better than any without; the reference makes no
     * such difference.
     */
    boolean isWhole() {
      return (stopped && codes.count() > 0) || attempt.isReferenceCompat();
    }
  }

  /** State of the ranking of one attempt. */
  private static final class AttemptRanking {
    /** Its text as the scorer wants it; empty until then. */
    private float[] text = {};

    private int arrived;
    private int scored;
    private Finished best;
    private float bestScore = Float.NaN;

    void offer(Finished candidate, float score) {
      scored++;
      boolean better =
          best == null
              || (candidate.isWhole() == best.isWhole()
                  ? Float.isNaN(bestScore) || score > bestScore
                  : candidate.isWhole());
      if (better) {
        best = candidate;
        bestScore = score;
      }
    }
  }

  /**
   * @param scorer asked for each time, since where memory is scarce it may have been unloaded
   * @param length codes of a row
   */
  CandidateRanking(Supplier<? extends Scorer> scorer, int length, DoubleConsumer busySeconds) {
    this.scorer = scorer;
    this.length = length;
    this.busySeconds = busySeconds;
  }

  void add(Attempt attempt, SpokenCodes codes, boolean stopped) {
    rankings.computeIfAbsent(attempt, begun -> new AttemptRanking()).arrived++;
    unscored.add(new Finished(attempt, codes, stopped));
  }

  private float[] text(Attempt attempt) {
    AttemptRanking ranking = rankings.get(attempt);
    if (ranking.text.length == 0) {
      ranking.text = scorer.get().textLatent(attempt.utterance().text());
    }
    return ranking.text;
  }

  /** {@return attempts of which some candidates are in} */
  List<Attempt> attempts() {
    return List.copyOf(rankings.keySet());
  }

  /** Removes an attempt that starts again or was cancelled. */
  void remove(Attempt attempt) {
    rankings.remove(attempt);
    unscored.removeIf(candidate -> candidate.attempt() == attempt);
  }

  /**
   * Scores full calls, and partly filled ones if an attempt is complete; passes on complete
   * attempts.
   */
  void rank(Consumer<Attempt> decoded) {
    List<Attempt> unwanted =
        rankings.keySet().stream().filter(attempt -> !attempt.utterance().isOpen()).toList();
    unwanted.forEach(this::remove);
    while (!unscored.isEmpty() && (unscored.size() >= rows() || isAwaited())) {
      List<Finished> batch = unscored.subList(0, Math.min(rows(), unscored.size()));
      score(List.copyOf(batch));
      batch.clear();
    }
    List<Attempt> complete =
        rankings.keySet().stream()
            .filter(attempt -> rankings.get(attempt).scored == attempt.candidates())
            .toList();
    for (Attempt attempt : complete) {
      Finished best = rankings.remove(attempt).best;
      attempt.decoded(best.codes(), best.stopped());
      decoded.accept(attempt);
    }
  }

  private int rows() {
    return scorer.get().rows();
  }

  private boolean isAwaited() {
    return unscored.stream()
        .map(Finished::attempt)
        .anyMatch(attempt -> rankings.get(attempt).arrived == attempt.candidates());
  }

  private void score(List<Finished> batch) {
    long start = System.nanoTime();
    int rows = rows();
    int width = text(batch.get(0).attempt()).length;
    float[] texts = new float[rows * width];
    long[] codes = new long[rows * length];
    for (int row = 0; row < rows; row++) {
      // Unused rows repeat the first.
      Finished candidate = batch.get(row < batch.size() ? row : 0);
      System.arraycopy(text(candidate.attempt()), 0, texts, row * width, width);
      long[] framed = ReferenceCodes.framed(candidate.codes().codes(), candidate.stopped(), length);
      System.arraycopy(framed, 0, codes, row * length, length);
    }
    float[] scores = scorer.get().scores(texts, codes, rows);
    double seconds = PendingUtterance.secondsSince(start);
    busySeconds.accept(seconds);
    for (int row = 0; row < batch.size(); row++) {
      Finished candidate = batch.get(row);
      candidate.attempt().addSeconds(Stages.RANKING, seconds / batch.size());
      rankings.get(candidate.attempt()).offer(candidate, scores[row]);
    }
  }
}
