package dev.testudo.synthesis.tortoise;

import dev.testudo.synthesis.BundleManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * Chooses among the candidates of each attempt the one whose codes fit the text best. Candidates of
 * all attempts are scored side by side, always so many in a call that no score depends on how many
 * there happen to be. Only the best of an attempt is kept. For the engine thread only.
 */
final class CandidateRanking {
  private final Networks networks;
  private final int length;
  private final DoubleConsumer busySeconds;
  private final List<Finished> unscored = new ArrayList<>();
  private final Map<Attempt, Standing> standings = new LinkedHashMap<>();

  private record Finished(Attempt attempt, SpokenCodes codes, boolean stopped) {
    /**
     * One that says something and comes to an end is better than any that does not; to the
     * reference all are alike.
     */
    boolean isWhole() {
      return (stopped && codes.count() > 0) || attempt.isLikeReference();
    }
  }

  /** How far the ranking of an attempt is. */
  private static final class Standing {
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

  CandidateRanking(Networks networks, BundleManifest manifest, DoubleConsumer busySeconds) {
    this.networks = networks;
    this.length = manifest.maxCodes();
    this.busySeconds = busySeconds;
  }

  void add(Attempt attempt, SpokenCodes codes, boolean stopped) {
    standings.computeIfAbsent(attempt, begun -> new Standing()).arrived++;
    unscored.add(new Finished(attempt, codes, stopped));
  }

  private float[] text(Attempt attempt) {
    Standing standing = standings.get(attempt);
    if (standing.text.length == 0) {
      standing.text = networks.similarity().textLatent(attempt.utterance().text());
    }
    return standing.text;
  }

  /** {@return attempts of which some candidates are in} */
  List<Attempt> attempts() {
    return List.copyOf(standings.keySet());
  }

  /** Forgets an attempt, which is to begin again or is not wanted any more. */
  void forget(Attempt attempt) {
    standings.remove(attempt);
    unscored.removeIf(candidate -> candidate.attempt() == attempt);
  }

  /** Scores once there is enough to do or somebody waits for it, and hands on whose all are in. */
  void rank(Consumer<Attempt> decoded) {
    List<Attempt> unwanted =
        standings.keySet().stream().filter(attempt -> !attempt.utterance().isOpen()).toList();
    unwanted.forEach(this::forget);
    while (!unscored.isEmpty() && (unscored.size() >= rows() || isAwaited())) {
      List<Finished> batch = unscored.subList(0, Math.min(rows(), unscored.size()));
      score(List.copyOf(batch));
      batch.clear();
    }
    List<Attempt> complete =
        standings.keySet().stream()
            .filter(attempt -> standings.get(attempt).scored == attempt.candidates())
            .toList();
    for (Attempt attempt : complete) {
      Finished best = standings.remove(attempt).best;
      attempt.decoded(best.codes(), best.stopped());
      decoded.accept(attempt);
    }
  }

  private int rows() {
    return networks.similarity().rows();
  }

  private boolean isAwaited() {
    return unscored.stream()
        .map(Finished::attempt)
        .anyMatch(attempt -> standings.get(attempt).arrived == attempt.candidates());
  }

  private void score(List<Finished> batch) {
    long start = System.nanoTime();
    int rows = rows();
    int width = text(batch.get(0).attempt()).length;
    float[] texts = new float[rows * width];
    long[] codes = new long[rows * length];
    for (int row = 0; row < rows; row++) {
      // Rows that nobody needs repeat the first.
      Finished candidate = batch.get(row < batch.size() ? row : 0);
      System.arraycopy(text(candidate.attempt()), 0, texts, row * width, width);
      long[] framed = ReferenceCodes.framed(candidate.codes().codes(), candidate.stopped(), length);
      System.arraycopy(framed, 0, codes, row * length, length);
    }
    float[] scores = networks.similarity().scores(texts, codes, rows);
    double seconds = PendingUtterance.secondsSince(start);
    busySeconds.accept(seconds);
    for (int row = 0; row < batch.size(); row++) {
      Finished candidate = batch.get(row);
      candidate.attempt().charge(Stages.RANKING, seconds / batch.size());
      standings.get(candidate.attempt()).offer(candidate, scores[row]);
    }
  }
}
