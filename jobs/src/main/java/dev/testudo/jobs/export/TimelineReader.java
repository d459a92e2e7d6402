// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.Piece;
import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedParagraph;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.export.Timeline.TimedWord;
import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.BookText;
import dev.testudo.jobs.library.BookText.Paragraph;
import dev.testudo.jobs.library.BookText.TextChapter;
import dev.testudo.jobs.library.BookText.TextSentence;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.LibraryException;
import dev.testudo.jobs.library.SpokenWords;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.segmentation.cast.Speaker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the timeline of a published edition: the text that its plan was made from, and the places
 * of its takes. Utterances are exact to a sample. Within an utterance, times are those of the words
 * that were heard. Where nothing has listened, each sentence gets a share by its length, moved to
 * the quietest tenth of a second nearby.
 */
public final class TimelineReader {
  private final List<EditionChapter> chapters;
  private final BookText text;
  private final Map<Integer, List<PlanRow>> rows;
  private final Map<String, EditionTake> places = new HashMap<>();
  private final SpokenWords words;
  private final Map<String, Take> takes;

  private TimelineReader(
      EditionRecord edition,
      BookPlan plan,
      BookText text,
      List<EditionTake> placed,
      SpokenWords words) {
    this.chapters = edition.chapters();
    this.text = text;
    this.rows = plan.rows().stream().collect(Collectors.groupingBy(PlanRow::chapter));
    placed.forEach(take -> places.put(take.key(), take));
    this.words = words;
    this.takes = words.takes(placed);
  }

  /**
   * {@return the timeline}
   *
   * @throws LibraryException in one sentence if the edition was published by a version that kept no
   *     times
   */
  public static Timeline read(Library library, EditionRecord edition) {
    BookPlan plan = library.plan(edition.book(), edition.plan()).orElseThrow(() -> old(edition));
    BookText text = library.text(plan).orElseThrow(() -> old(edition));
    List<EditionTake> placed = library.takes(edition);
    if (placed.stream().anyMatch(take -> take.endSample() == 0)) {
      throw old(edition);
    }
    TimelineReader reader =
        new TimelineReader(edition, plan, text, placed, new SpokenWords(library.store()));
    return new Timeline(reader.chapters.stream().map(reader::chapter).toList());
  }

  private static LibraryException old(EditionRecord edition) {
    return new LibraryException(
        "Cannot export the text of %s (edition %s) with times: it was published by a version that kept none; render it again, which keeps its takes"
            .formatted(edition.book(), edition.edition()));
  }

  private TimedChapter chapter(EditionChapter chapter) {
    List<Paragraph> paragraphs =
        text.chapters().stream()
            .filter(candidate -> candidate.index() == chapter.index())
            .map(TextChapter::paragraphs)
            .findFirst()
            .orElse(List.of());
    Map<TextSentence, List<Piece>> pieces = pieces(chapter, paragraphs);
    List<TimedParagraph> timed =
        paragraphs.stream()
            .map(
                paragraph ->
                    new TimedParagraph(
                        paragraph.kind(),
                        paragraph.sceneEnds(),
                        paragraph.sentences().stream()
                            .map(s -> new TimedSentence(s, whole(s, pieces.get(s))))
                            .toList()))
            .toList();
    return new TimedChapter(
        chapter.index(), chapter.title(), chapter.samples(), chapter.sampleRateHz(), timed);
  }

  /** What is not spoken at both ends, such as quotation marks, goes with its neighbours. */
  private static List<Piece> whole(TextSentence sentence, List<Piece> pieces) {
    List<Piece> whole = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      int from = i == 0 ? 0 : piece.from();
      int to = i + 1 < pieces.size() ? pieces.get(i + 1).from() : sentence.text().length();
      whole.add(piece.covering(from, Math.max(from, to)));
    }
    return whole;
  }

  private Map<TextSentence, List<Piece>> pieces(
      EditionChapter chapter, List<Paragraph> paragraphs) {
    List<TextSentence> sentences =
        paragraphs.stream().flatMap(paragraph -> paragraph.sentences().stream()).toList();
    Map<TextSentence, List<Piece>> pieces = new HashMap<>();
    sentences.forEach(sentence -> pieces.put(sentence, new ArrayList<>()));
    int first = 0;
    for (PlanRow row : rows.getOrDefault(chapter.index(), List.of())) {
      while (first < sentences.size() && sentences.get(first).end() <= row.spanStart()) {
        first++;
      }
      List<TextSentence> spoken = new ArrayList<>();
      for (int i = first; i < sentences.size() && sentences.get(i).start() < row.spanEnd(); i++) {
        spoken.add(sentences.get(i));
      }
      EditionTake place = places.get(row.key());
      if (place != null && !spoken.isEmpty()) {
        addPieces(row, place, spoken, chapter.sampleRateHz(), pieces);
      }
    }
    return pieces;
  }

  private void addPieces(
      PlanRow row,
      EditionTake place,
      List<TextSentence> spoken,
      int rateHz,
      Map<TextSentence, List<Piece>> pieces) {
    Take take = takes.get(row.key());
    TakeWords heard = new TakeWords(words.of(row, take), spoken, place, rateHz);
    boolean listened = heard.isComplete();
    long[] ends = listened ? heard.ends() : shares(row, place, spoken, take);
    String speaker = row.speaker().equals(Speaker.UNKNOWN) ? "" : row.speaker();
    long start = place.startSample();
    for (int i = 0; i < ends.length; i++) {
      TextSentence sentence = spoken.get(i);
      int from = sentence.indexOf(Math.max(sentence.start(), row.spanStart()));
      int to = Math.max(from, sentence.indexOf(Math.min(sentence.end(), row.spanEnd())));
      List<TimedWord> ofSentence = listened ? heard.of(i) : List.of();
      pieces.get(sentence).add(new Piece(from, to, start, ends[i], speaker, ofSentence));
      start = ends[i];
    }
  }

  private static long[] shares(
      PlanRow row, EditionTake place, List<TextSentence> spoken, Take take) {
    double[] lengths =
        spoken.stream()
            .mapToDouble(
                s -> Math.min(s.end(), row.spanEnd()) - Math.max(s.start(), row.spanStart()))
            .toArray();
    return new QuietBoundaries(take.audio().energies())
        .ends(lengths, place.startSample(), place.endSample());
  }
}
