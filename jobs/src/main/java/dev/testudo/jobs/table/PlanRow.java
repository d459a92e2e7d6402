package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.Pause;
import java.io.Serializable;

/**
 * One utterance of a plan.
 *
 * @param key the utterance key
 * @param ordinal position in the book, from 0
 * @param chapter index of its chapter, from 1
 * @param spanStart first UTF-16 offset in the untouched manuscript
 * @param spanEnd offset after the last one
 * @param occurrence how many utterances of the same spoken text come before it in the book
 * @param salt number of retakes that were asked for
 * @param tokens text tokens
 * @param predictedSeconds predicted length of the take
 */
public record PlanRow(
    String key,
    int ordinal,
    int chapter,
    String chapterTitle,
    int spanStart,
    int spanEnd,
    String spokenText,
    Pause pauseAfter,
    int occurrence,
    int salt,
    int tokens,
    double predictedSeconds)
    implements Serializable {
  public PlanRow {
    requireNonNull(key, "key is null");
    requireNonNull(chapterTitle, "chapterTitle is null");
    requireNonNull(spokenText, "spokenText is null");
    requireNonNull(pauseAfter, "pauseAfter is null");
  }

  public PlanRow withOrdinal(int newOrdinal) {
    return new PlanRow(
        key,
        newOrdinal,
        chapter,
        chapterTitle,
        spanStart,
        spanEnd,
        spokenText,
        pauseAfter,
        occurrence,
        salt,
        tokens,
        predictedSeconds);
  }
}
