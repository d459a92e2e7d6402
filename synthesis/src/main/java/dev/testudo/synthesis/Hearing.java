// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was heard in a take, beside the text that it should say.
 *
 * @param words every word of the spoken text, in order; empty if nothing has listened to the take
 * @param findings what is wrong, in order
 */
public record Hearing(List<Word> words, List<Finding> findings) {
  /** Nothing has listened. */
  public static final Hearing NONE = new Hearing(List.of(), List.of());

  public Hearing {
    words = List.copyOf(words);
    findings = List.copyOf(findings);
  }

  /**
   * A word of the spoken text and when it is heard. Spans and times are half-open.
   *
   * @param text as the spoken text has it
   * @param spokenStart first UTF-16 offset in the spoken text
   * @param spokenEnd offset after the last one
   * @param startMillis from the beginning of the take
   * @param endMillis from the beginning of the take
   * @param score how well it was heard, 0 to 1
   */
  public record Word(
      String text, int spokenStart, int spokenEnd, int startMillis, int endMillis, float score) {
    public Word {
      requireNonNull(text, "text is null");
    }

    private Word moved(int characters, int millis) {
      return new Word(
          text,
          spokenStart + characters,
          spokenEnd + characters,
          startMillis + millis,
          endMillis + millis,
          score);
    }
  }

  /**
   * Something that is wrong at one place.
   *
   * @param fault what kind it is
   * @param words the words in question: those of the text, or what was heard instead of nothing
   * @param startMillis where it is, from the beginning of the take
   * @param endMillis where it ends
   */
  public record Finding(SpeechFault fault, String words, int startMillis, int endMillis) {
    public Finding {
      requireNonNull(fault, "fault is null");
      requireNonNull(words, "words is null");
    }

    /** {@return such as {@code MISSING_WORDS ("the lamp")}} */
    public String sentence() {
      return fault + " (\"" + words + "\")";
    }

    private Finding moved(int millis) {
      return new Finding(fault, words, startMillis + millis, endMillis + millis);
    }
  }

  public boolean isHeard() {
    return !words.isEmpty();
  }

  public Set<SpeechFault> faults() {
    Set<SpeechFault> faults = EnumSet.noneOf(SpeechFault.class);
    findings.forEach(finding -> faults.add(finding.fault()));
    return faults;
  }

  /** {@return mean score of the words; 1 if nothing has listened} */
  public double meanScore() {
    return words.stream().mapToDouble(Word::score).average().orElse(1);
  }

  /**
   * {@return this and what was heard in the next part of the same take}
   *
   * @param characters where the next part's text begins in the whole spoken text
   * @param millis where its sound begins in the whole take
   */
  public Hearing followedBy(Hearing next, int characters, int millis) {
    List<Word> allWords = new ArrayList<>(words);
    next.words.forEach(word -> allWords.add(word.moved(characters, millis)));
    return new Hearing(
        allWords,
        Stream.concat(findings.stream(), next.findings.stream().map(f -> f.moved(millis)))
            .toList());
  }
}
