package dev.testudo.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.export.Captions.Cue;
import dev.testudo.jobs.export.Timeline.Piece;
import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedParagraph;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.segmentation.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        text, 0, text.length(), List.of(new Piece(0, text.length(), start, end)));
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
  void boundariesBetweenSentencesMoveToTheQuietestPlaceNearby() {
    float[] energies = {9, 9, 9, 9, 0, 9, 9, 9, 9, 0};

    assertThat(new QuietBoundaries(energies).ends(new double[] {50, 50}, 1000, 2000))
        .containsExactly(1450, 2000);
    // Beyond the reach of a boundary.
    assertThat(new QuietBoundaries(energies).ends(new double[] {90, 10}, 0, 1000)[0])
        .isBetween(850L, 900L);
  }
}
