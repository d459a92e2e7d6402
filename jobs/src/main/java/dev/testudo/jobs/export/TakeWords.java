// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.TimedWord;
import dev.testudo.jobs.library.BookText.TextSentence;
import dev.testudo.jobs.library.SpokenWords.SpokenWord;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.segmentation.Span;
import java.util.ArrayList;
import java.util.List;

/** The words of a take as they were heard, placed in the sentences that it speaks. */
final class TakeWords {
  /** How long before its first word a sentence begins at most, so that no first sound is cut. */
  private static final double MAX_LEAD_SECONDS = 0.1;

  private final EditionTake place;
  private final int rateHz;
  private final List<List<TimedWord>> bySentence;

  /**
   * @param heard in order
   * @param spoken the sentences of the take, in order
   * @param rateHz of the chapter's audio
   */
  TakeWords(List<SpokenWord> heard, List<TextSentence> spoken, EditionTake place, int rateHz) {
    this.place = place;
    this.rateHz = rateHz;
    this.bySentence = new ArrayList<>();
    spoken.forEach(sentence -> bySentence.add(new ArrayList<>()));
    int at = 0;
    for (SpokenWord word : merged(heard)) {
      while (at < spoken.size() && spoken.get(at).end() <= word.source().start()) {
        at++;
      }
      if (at < spoken.size()) {
        add(word, spoken.get(at), bySentence.get(at));
      }
    }
  }

  /** The words of a number stand for the same digits: together they are one word of the text. */
  private static List<SpokenWord> merged(List<SpokenWord> heard) {
    List<SpokenWord> merged = new ArrayList<>();
    for (SpokenWord word : heard) {
      SpokenWord last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && word.source().start() < last.source().end()) {
        Span both =
            new Span(last.source().start(), Math.max(last.source().end(), word.source().end()));
        merged.set(
            merged.size() - 1,
            new SpokenWord(last.text(), both, last.startMillis(), word.endMillis(), last.score()));
      } else {
        merged.add(word);
      }
    }
    return merged;
  }

  private void add(SpokenWord word, TextSentence sentence, List<TimedWord> words) {
    int before = words.isEmpty() ? 0 : words.get(words.size() - 1).to();
    int from = Math.max(before, sentence.indexOf(word.source().start()));
    int to = sentence.indexOf(Math.min(word.source().end(), sentence.end()));
    long start = sample(word.startMillis());
    if (from < to) {
      words.add(new TimedWord(from, to, start, Math.max(start, sample(word.endMillis()))));
    }
  }

  private long sample(int millis) {
    long sample = place.startSample() + Math.round(millis / 1000.0 * rateHz);
    return Math.min(sample, place.endSample());
  }

  /** {@return whether each sentence has words; else their times are of no use} */
  boolean isComplete() {
    return bySentence.stream().noneMatch(List::isEmpty);
  }

  /** {@return the words of the sentence at an index} */
  List<TimedWord> of(int sentence) {
    return List.copyOf(bySentence.get(sentence));
  }

  /** {@return where each sentence ends: in the pause before the next one's first word} */
  long[] ends() {
    long[] ends = new long[bySentence.size()];
    for (int i = 0; i + 1 < ends.length; i++) {
      List<TimedWord> here = bySentence.get(i);
      long last = here.get(here.size() - 1).endSample();
      long next = bySentence.get(i + 1).get(0).startSample();
      ends[i] = Math.max((last + next) / 2, next - Math.round(MAX_LEAD_SECONDS * rateHz));
    }
    ends[ends.length - 1] = place.endSample();
    return ends;
  }
}
