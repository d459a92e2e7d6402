// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.Pause;
import dev.testudo.segmentation.SourceMap;
import dev.testudo.segmentation.Span;
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
 * @param sources where each character of the spoken text comes from; no part of the plan's digest
 * @param speaker who says it in the story, empty for the narrator
 * @param voice name of the speaker's voice, empty for the plan's
 * @param voiceDigest its digest, empty for the plan's
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
    double predictedSeconds,
    SourceMap sources,
    String speaker,
    String voice,
    String voiceDigest)
    implements Serializable {
  public PlanRow {
    requireNonNull(key, "key is null");
    requireNonNull(chapterTitle, "chapterTitle is null");
    requireNonNull(spokenText, "spokenText is null");
    requireNonNull(pauseAfter, "pauseAfter is null");
    requireNonNull(sources, "sources is null");
    requireNonNull(speaker, "speaker is null");
    requireNonNull(voice, "voice is null");
    requireNonNull(voiceDigest, "voiceDigest is null");
  }

  /** A row of the narrator, of which only the place of the whole utterance is known. */
  public PlanRow(
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
      double predictedSeconds) {
    this(
        key,
        ordinal,
        chapter,
        chapterTitle,
        spanStart,
        spanEnd,
        spokenText,
        pauseAfter,
        occurrence,
        salt,
        tokens,
        predictedSeconds,
        SourceMap.of(new Span(spanStart, spanEnd), spokenText.length()),
        "",
        "",
        "");
  }

  public PlanRow withOrdinal(int newOrdinal) {
    return with(newOrdinal, sources);
  }

  public PlanRow withSources(SourceMap newSources) {
    return with(ordinal, newSources);
  }

  private PlanRow with(int newOrdinal, SourceMap newSources) {
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
        predictedSeconds,
        newSources,
        speaker,
        voice,
        voiceDigest);
  }
}
