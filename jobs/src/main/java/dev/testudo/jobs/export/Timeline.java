package dev.testudo.jobs.export;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.Block;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** What is read when in an edition. All outputs take their times from here. */
public record Timeline(List<TimedChapter> chapters) {
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
   * @param text as a reader sees it; lines of a stanza are separated by line feeds
   * @param start first UTF-16 offset in the manuscript
   * @param end offset after the last one
   * @param pieces stretches of its text with their times, in order; none if it is not heard
   */
  public record TimedSentence(String text, int start, int end, List<Piece> pieces) {
    public TimedSentence {
      requireNonNull(text, "text is null");
      pieces = List.copyOf(pieces);
    }

    private TimedSentence mapped(LongUnaryOperator place) {
      return new TimedSentence(
          text,
          start,
          end,
          pieces.stream()
              .map(
                  piece ->
                      new Piece(
                          piece.from(),
                          piece.to(),
                          place.applyAsLong(piece.startSample()),
                          place.applyAsLong(piece.endSample()),
                          piece.speaker()))
              .toList());
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
  }

  /**
   * A stretch of a sentence's text that is heard without a known time within it.
   *
   * @param from first index in the text
   * @param to index after the last one
   * @param startSample in the chapter's audio
   * @param speaker who says it in the story as the cast names him, empty for the narrator, {@link
   *     dev.testudo.segmentation.cast.Speaker#UNKNOWN} where nobody can safely be named
   */
  public record Piece(int from, int to, long startSample, long endSample, String speaker) {
    public Piece {
      requireNonNull(speaker, "speaker is null");
      if (from > to || startSample > endSample) {
        throw new IllegalArgumentException(
            "Cannot time [%d, %d) at [%d, %d)".formatted(from, to, startSample, endSample));
      }
    }

    /** What the narrator reads. */
    Piece(int from, int to, long startSample, long endSample) {
      this(from, to, startSample, endSample, "");
    }

    private long sampleAt(int index) {
      double share = to == from ? 0 : Math.max(0, (double) (index - from) / (to - from));
      return startSample + Math.round(share * (endSample - startSample));
    }
  }
}
