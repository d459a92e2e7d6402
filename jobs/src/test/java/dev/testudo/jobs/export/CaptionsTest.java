// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.export.Captions.Cue;
import dev.testudo.jobs.export.Timeline.Piece;
import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedParagraph;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.jobs.export.Timeline.TimedWord;
import dev.testudo.jobs.library.BookText.TextSentence;
import dev.testudo.jobs.library.SpokenWords.SpokenWord;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.segmentation.Block;
import dev.testudo.segmentation.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CaptionsTest {
  private static final int RATE_HZ = 24_000;

  private static TimedChapter chapter(long samples, List<TimedSentence> sentences) {
    return new TimedChapter(
        1,
        "One",
        samples,
        RATE_HZ,
        List.of(new TimedParagraph(Block.Kind.PARAGRAPH, false, sentences)));
  }

  private static TimedSentence sentence(String text, long start, long end) {
    return new TimedSentence(
        source(text), List.of(new Piece(0, text.length(), start, end, "", List.of())));
  }

  private static TextSentence source(String text) {
    return new TextSentence(0, text.length(), text, List.of(0, 0));
  }

  @Test
  void cutsALongSentenceWhereAReaderPauses() {
    String text =
        "The lamp was lit at dusk, as it had been for forty years; and when the fog came in, nobody"
            + " on the mainland could say whether it burned.";
    List<Cue> cues =
        Captions.of(List.of(chapter(RATE_HZ * 10, List.of(sentence(text, 0, RATE_HZ * 9))))).cues();

    assertThat(cues)
        .extracting(Cue::lines)
        .containsExactly(
            List.of("The lamp was lit at dusk,", "as it had been for forty years;"),
            List.of(
                "and when the fog came in, nobody on the",
                "mainland could say whether it burned."));
    assertThat(cues.get(0).endMillis()).isEqualTo(cues.get(1).startMillis());
    assertThat(cues.get(1).endMillis()).isEqualTo(9000);
  }

  @Test
  void secondChapterBeginsWhereTheFirstEndsToTheSample() {
    List<TimedSentence> one = List.of(sentence("Yes.", 18_000, 40_000));
    Captions captions =
        Captions.of(List.of(chapter(100_003, one), chapter(100_003, one), chapter(100_003, one)));

    assertThat(captions.cues())
        .extracting(Cue::startMillis)
        .containsExactly(
            750L, Math.round((100_003 + 18_000) / 24.0), Math.round((200_006 + 18_000) / 24.0));
  }

  /** Texts of random words, quotes, very long words and other scripts. */
  @Test
  void noCueOverlapsIsEmptyOrTooLong() {
    Random random = new Random(17);
    List<TimedSentence> sentences = new ArrayList<>();
    long at = 0;
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      StringBuilder text = new StringBuilder();
      int words = 1 + random.nextInt(60);
      for (int w = 0; w < words; w++) {
        int length = random.nextInt(50) == 0 ? 100 : 1 + random.nextInt(11);
        text.append(w == 0 ? "" : " ").append("a".repeat(length));
        text.append(random.nextInt(8) == 0 ? "," : random.nextInt(30) == 0 ? "—" : "");
      }
      text.append(random.nextInt(5) == 0 ? "。不思議の国のアリス🐢" : ".");
      long end = at + random.nextInt(RATE_HZ * 5);
      sentences.add(sentence(text.toString(), at, end));
      written.append(text);
      at = end;
    }
    List<Cue> cues = Captions.of(List.of(chapter(at, sentences))).cues();

    long previous = 0;
    for (Cue cue : cues) {
      assertThat(cue.startMillis()).isGreaterThanOrEqualTo(previous);
      assertThat(cue.endMillis()).isGreaterThan(cue.startMillis());
      previous = cue.endMillis();
      assertThat(cue.lines()).hasSizeBetween(1, 2);
      assertThat(cue.lines())
          .allSatisfy(
              line -> assertThat(line).isNotBlank().hasSizeLessThanOrEqualTo(Captions.LINE));
    }
    String shown = cues.stream().flatMap(cue -> cue.lines().stream()).collect(Collectors.joining());
    assertThat(shown.replace(" ", "")).isEqualTo(written.toString().replace(" ", ""));
  }

  @Test
  void escapesWhatWebVttTakesForMarkup() {
    String text = "Is 1 < 2 & 3 > 2?";
    Captions captions = Captions.of(List.of(chapter(RATE_HZ, List.of(sentence(text, 0, 2400)))));

    assertThat(captions.webVtt("A --> B"))
        .isEqualTo(
            """
            WEBVTT

            NOTE A -&gt; B

            1
            00:00:00.000 --> 00:00:00.100
            Is 1 &lt; 2 &amp; 3 &gt; 2?
            """);
    assertThat(captions.subRip())
        .isEqualTo("1\n00:00:00,000 --> 00:00:00,100\nIs 1 < 2 & 3 > 2?\n");
  }

  @Test
  void saysWhoSpeaksAndWhenEachWordIsHeard() {
    String text = "“Go,” said he.";
    TimedSentence sentence =
        new TimedSentence(
            source(text),
            List.of(
                new Piece(0, 5, 0, 12_000, "A & B", List.of(new TimedWord(1, 3, 2400, 9600))),
                new Piece(
                    5,
                    14,
                    12_000,
                    36_000,
                    "",
                    List.of(
                        new TimedWord(6, 10, 13_200, 21_600),
                        new TimedWord(11, 13, 22_800, 30_000)))));
    Captions captions = Captions.of(List.of(chapter(RATE_HZ * 2, List.of(sentence))));

    assertThat(captions.webVtt("One"))
        .endsWith(
            """
            00:00:00.000 --> 00:00:01.500
            <v A &amp; B>“Go,” </v>said he.
            """);
    assertThat(captions.webVttWithWords("One"))
        .contains("NOTE The times of words were heard.")
        .endsWith("<v A &amp; B>“<00:00:00.100>Go,” </v><00:00:00.550>said <00:00:00.950>he.\n");
    assertThat(
            Captions.of(List.of(chapter(RATE_HZ, List.of(sentence("No, no.", 0, 24_000)))))
                .webVttWithWords("One"))
        .contains("estimated by their length in 1 sentences")
        .endsWith("No, <00:00:00.571>no.\n");
  }

  @Test
  void wordsOfANumberAreOneWordAndASentenceBeginsBeforeItsFirst() {
    // In 1887 it rained. | He left.
    TextSentence one = new TextSentence(10, 28, "In 1887 it rained.", List.of(0, 10));
    TextSentence two = new TextSentence(29, 37, "He left.", List.of(0, 29));
    List<SpokenWord> heard =
        List.of(
            spoken("In", 10, 12, 100, 200),
            spoken("eighteen", 13, 17, 250, 500),
            spoken("eighty", 13, 17, 500, 700),
            spoken("seven", 13, 17, 700, 900),
            spoken("it", 18, 20, 900, 1000),
            spoken("rained", 21, 27, 1000, 1500),
            spoken("He", 29, 31, 2000, 2100),
            spoken("left", 32, 36, 2150, 2600));
    EditionTake place =
        new EditionTake(0, "k", "takes/f", 0, "d", Set.of(), List.of(), 0, 1000, 4000);

    TakeWords words = new TakeWords(heard, List.of(one, two), place, 1000);

    assertThat(words.isComplete()).isTrue();
    assertThat(words.of(0))
        .containsExactly(
            new TimedWord(0, 2, 1100, 1200),
            new TimedWord(3, 7, 1250, 1900),
            new TimedWord(8, 10, 1900, 2000),
            new TimedWord(11, 17, 2000, 2500));
    assertThat(words.ends()).containsExactly(2900, 4000);
    // A sentence without words: what was heard does not fit the text.
    assertThat(new TakeWords(heard.subList(0, 6), List.of(one, two), place, 1000).isComplete())
        .isFalse();
    assertThat(new TakeWords(List.of(), List.of(one), place, 1000).isComplete()).isFalse();
  }

  private static SpokenWord spoken(
      String text, int start, int end, int startMillis, int endMillis) {
    return new SpokenWord(text, new Span(start, end), startMillis, endMillis, 1);
  }

  @Test
  void boundariesBetweenSentencesMoveToTheQuietestPlaceNearby() {
    float[] energies = {9, 9, 9, 9, 0, 9, 9, 9, 9, 0};

    assertThat(new QuietBoundaries(energies).ends(new double[] {50, 50}, 1000, 2000))
        .containsExactly(1450, 2000);
    // Beyond the reach of a boundary.
    assertThat(new QuietBoundaries(energies).ends(new double[] {90, 10}, 0, 1000)[0])
        .isBetween(850L, 900L);
  }
}
