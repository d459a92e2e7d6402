// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import java.util.List;

/** What a retail sample is: the beginning of a chapter, up to the end of a sentence. */
final class RetailSample {
  static final String FILE = "retail-sample.mp3";

  private RetailSample() {}

  /** {@return the first chapter that is long enough, or else the longest} */
  static int chapter(List<TimedChapter> chapters, double minSeconds) {
    int longest = 0;
    for (int i = 0; i < chapters.size(); i++) {
      if (chapters.get(i).seconds() >= minSeconds) {
        return i;
      }
      longest = chapters.get(i).seconds() > chapters.get(longest).seconds() ? i : longest;
    }
    return longest;
  }

  /**
   * {@return the sample of the chapter that the retail sample ends at: the end of the last sentence
   * within the limit, or of the chapter}
   */
  static long end(TimedChapter chapter, double maxSeconds) {
    long limit = Math.round(maxSeconds * chapter.sampleRateHz());
    if (chapter.samples() <= limit) {
      return chapter.samples();
    }
    return chapter.heard().stream()
        .mapToLong(TimedSentence::endSample)
        .filter(end -> end <= limit)
        .max()
        .orElse(limit);
  }
}
