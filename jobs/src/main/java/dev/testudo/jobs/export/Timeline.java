// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.library.BookText.TextSentence;
import dev.testudo.segmentation.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is read when in an edition. All outputs take their times from here. */
public record Timeline(List<TimedChapter> chapters) {
  private static final Pattern WORD = Pattern.compile("\\S+");

  public Timeline {
    chapters = List.copyOf(chapters);
  }

  /**
   * A chapter as a listener meets it.
   *
   * @param index in the manuscript, from 1
   * @param samples length of its audio
   */
  public record TimedChapter(
      int index, String title, long samples, int sampleRateHz, List<TimedParagraph> paragraphs) {
    public TimedChapter {
      requireNonNull(title, "title is null");
      paragraphs = List.copyOf(paragraphs);
    }

    double seconds() {
      return (double) samples / sampleRateHz;
    }

    double seconds(long sample) {
      return (double) sample / sampleRateHz;
    }

    TimedChapter titled(String newTitle) {
      return new TimedChapter(index, newTitle, samples, sampleRateHz, paragraphs);
    }

    /** {@return this chapter spoken faster or slower, so that it has a new length} */
    TimedChapter scaledTo(long newSamples) {
      double ratio = (double) newSamples / samples;
      return mapped(sample -> Math.round(sample * ratio), newSamples, sampleRateHz);
    }

    /** {@return this chapter with another silence before it} */
    TimedChapter movedBy(long distance, long newSamples) {
      return mapped(
          sample -> Math.min(newSamples, Math.max(0, sample + distance)), newSamples, sampleRateHz);
    }

    /** {@return this chapter resampled} */
    TimedChapter atRate(int newRateHz) {
      double ratio = (double) newRateHz / sampleRateHz;
      return mapped(sample -> Math.round(sample * ratio), Math.round(samples * ratio), newRateHz);
    }

    private TimedChapter mapped(LongUnaryOperator place, long newSamples, int newRateHz) {
      return new TimedChapter(
          index,
          title,
          newSamples,
          newRateHz,
          paragraphs.stream().map(paragraph -> paragraph.mapped(place)).toList());
    }

    /** {@return the sentences that are heard, in order} */
    List<TimedSentence> heard() {
      return paragraphs.stream()
          .flatMap(paragraph -> paragraph.sentences().stream())
          .filter(sentence -> !sentence.pieces().isEmpty())
          .toList();
    }
  }

  /**
   * A heading, paragraph or stanza.
   *
   * @param sceneEnds whether a break between two scenes follows
   */
  public record TimedParagraph(Block.Kind kind, boolean sceneEnds, List<TimedSentence> sentences) {
    public TimedParagraph {
      requireNonNull(kind, "kind is null");
      sentences = List.copyOf(sentences);
    }

    private TimedParagraph mapped(LongUnaryOperator place) {
      return new TimedParagraph(
          kind, sceneEnds, sentences.stream().map(sentence -> sentence.mapped(place)).toList());
    }
  }

  /**
   * A sentence.
   *
   * @param source its text as a reader sees it, and where that stands in the manuscript
   * @param pieces stretches of its text with their times, in order; none if it is not heard
   */
  public record TimedSentence(TextSentence source, List<Piece> pieces) {
    public TimedSentence {
      requireNonNull(source, "source is null");
      pieces = List.copyOf(pieces);
    }

    private TimedSentence mapped(LongUnaryOperator place) {
      return new TimedSentence(source, pieces.stream().map(piece -> piece.mapped(place)).toList());
    }

    /** {@return its text as a reader sees it; lines of a stanza are separated by line feeds} */
    public String text() {
      return source.text();
    }

    long startSample() {
      return pieces.get(0).startSample();
    }

    long endSample() {
      return pieces.get(pieces.size() - 1).endSample();
    }

    /** {@return when the character at an index of the text is heard} */
    long sampleAt(int index) {
      Optional<Piece> holder = pieces.stream().filter(piece -> index < piece.to()).findFirst();
      return holder.map(piece -> piece.sampleAt(index)).orElse(endSample());
    }

    /** {@return who says the character at an index of the text, empty for the narrator} */
    String speakerAt(int index) {
      return pieces.stream()
          .filter(piece -> index < piece.to())
          .findFirst()
          .map(Piece::speaker)
          .orElse("");
    }

    /** {@return whether times within it are estimated, not heard} */
    boolean isEstimated() {
      return pieces.stream().anyMatch(Piece::isEstimated);
    }

    /** {@return its words in order; their times are estimated where nothing has listened} */
    List<TimedWord> words() {
      return pieces.stream()
          .flatMap(piece -> piece.isEstimated() ? estimated(piece) : piece.words().stream())
          .toList();
    }

    /** Each word gets a share of the time by its length. */
    private Stream<TimedWord> estimated(Piece piece) {
      return WORD.matcher(text())
          .region(piece.from(), piece.to())
          .results()
          .map(
              word ->
                  new TimedWord(
                      word.start(),
                      word.end(),
                      piece.sampleAt(word.start()),
                      piece.sampleAt(word.end())));
    }
  }

  /**
   * A stretch of a sentence's text that is one voice's.
   *
   * @param from first index in the text
   * @param to index after the last one
   * @param startSample in the chapter's audio
   * @param speaker who says it in the story, as the cast names him; empty for the narrator, and
   *     where no speaker is certain
   * @param words as they were heard; none if nothing has listened
   */
  public record Piece(
      int from, int to, long startSample, long endSample, String speaker, List<TimedWord> words) {
    public Piece {
      requireInOrder(from, to, startSample, endSample);
      requireNonNull(speaker, "speaker is null");
      words = List.copyOf(words);
    }

    boolean isEstimated() {
      return words.isEmpty();
    }

    /** {@return the same sound for more or less of the text around its words} */
    Piece covering(int newFrom, int newTo) {
      return new Piece(newFrom, newTo, startSample, endSample, speaker, words);
    }

    private Piece mapped(LongUnaryOperator place) {
      return new Piece(
          from,
          to,
          place.applyAsLong(startSample),
          place.applyAsLong(endSample),
          speaker,
          words.stream().map(word -> word.mapped(place)).toList());
    }

    private long sampleAt(int index) {
      if (index <= from) {
        return startSample;
      }
      for (TimedWord word : words) {
        if (index < word.to()) {
          return word.sampleAt(index);
        }
      }
      return words.isEmpty() ? share(index, from, to, startSample, endSample) : endSample;
    }
  }

  /**
   * A word of a sentence and when it is heard.
   *
   * @param from first index in the text
   * @param to index after the last one
   * @param startSample in the chapter's audio
   */
  public record TimedWord(int from, int to, long startSample, long endSample) {
    public TimedWord {
      requireInOrder(from, to, startSample, endSample);
    }

    private TimedWord mapped(LongUnaryOperator place) {
      return new TimedWord(from, to, place.applyAsLong(startSample), place.applyAsLong(endSample));
    }

    private long sampleAt(int index) {
      return share(index, from, to, startSample, endSample);
    }
  }

  private static long share(int index, int from, int to, long startSample, long endSample) {
    double share = to == from ? 0 : Math.max(0, (double) (index - from) / (to - from));
    return startSample + Math.round(share * (endSample - startSample));
  }

  private static void requireInOrder(int from, int to, long startSample, long endSample) {
    if (from > to || startSample > endSample) {
      throw new IllegalArgumentException(
          "Cannot time [%d, %d) at [%d, %d)".formatted(from, to, startSample, endSample));
    }
  }
}
