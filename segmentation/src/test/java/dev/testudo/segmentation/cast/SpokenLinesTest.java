// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.testudo.segmentation.AlignedText;
import dev.testudo.segmentation.Chapter;
import dev.testudo.segmentation.ChapterSplitter;
import dev.testudo.segmentation.Lexicon;
import dev.testudo.segmentation.Manuscript;
import dev.testudo.segmentation.ManuscriptReader;
import dev.testudo.segmentation.PackingLimits;
import dev.testudo.segmentation.Script;
import dev.testudo.segmentation.ScriptWriter;
import dev.testudo.segmentation.Sentence;
import dev.testudo.segmentation.SentenceSegmenter;
import dev.testudo.segmentation.SpeakerSpan;
import dev.testudo.segmentation.SpokenText;
import dev.testudo.segmentation.TextNormalizer;
import dev.testudo.segmentation.Utterance;
import dev.testudo.segmentation.UtterancePacker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SpokenLinesTest {
  private static final PackingLimits LIMITS = new PackingLimits(300, 120, 200);
  private static final String NIGHT =
      """
      “Who is there?” asked Mrs. Hale. “Nobody comes here at night.”

      “A friend,” said a voice. The old clock, which she called “the Captain,” struck nine.

      “I walked all day,” said Ned Hale. “There was snow on the hill.

      “Then the wind rose, and I saw your light.”

      “Come in, Ned.”
      """;

  @Test
  void linesOfSeveralParagraphsAndOfNobody() {
    assertEquals(
        List.of(
            "Mrs. Hale: “Who is there?”",
            "Mrs. Hale: “Nobody comes here at night.”",
            "unknown: “A friend,”",
            "Ned Hale: “I walked all day,”",
            "Ned Hale: “There was snow on the hill.",
            "Ned Hale: “Then the wind rose, and I saw your light.”",
            "unknown: “Come in, Ned.”"),
        lines("night.txt", NIGHT));
  }

  @Test
  void turnsOfTwoPersons() {
    String talk =
        """
        “Is it late?” said Anna to Peter.

        “Not very,” said Peter.

        “Then stay,” said Anna.

        “I cannot.”

        “You never can.”

        She closed the door.
        """;
    assertEquals(
        List.of(
            "Anna: “Is it late?”",
            "Peter: “Not very,”",
            "Anna: “Then stay,”",
            "Peter: “I cannot.”",
            "Anna: “You never can.”"),
        lines("talk.txt", talk));
  }

  @Test
  void namesWithinQuotationsAndOfOthersAreNoSpeakers() {
    String talk =
        """
        “Look here, Peter,” he said. He had never liked Peter.

        “What?” asked Peter’s brother.

        “Go on,” said Anna and Peter.

        “No.” Anna said nothing more to Peter.
        """;
    assertEquals(
        List.of(
            "unknown: “Look here, Peter,”",
            "unknown: “What?”",
            "unknown: “Go on,”",
            "unknown: “No.”"),
        lines("talk.txt", talk));
  }

  @Test
  void aPlayNamesItsSpeakers() {
    String play =
        """
        ANNA. (Rising.) Is it late?

        PETER. Not very. [He looks at the clock.] It is nine.

        ANNA. Then stay.

        PETER. I cannot.

        ANNA. You never can.

        PETER. No.
        """;
    assertEquals(
        List.of(
            "ANNA: Is it late?",
            "PETER: Not very.",
            "PETER: It is nine.",
            "ANNA: Then stay.",
            "PETER: I cannot.",
            "ANNA: You never can.",
            "PETER: No."),
        lines("play.txt", play));
  }

  @Test
  void namesOfAPlayThatStandAlone() {
    String play =
        """
        ANNA.

        [_Rising._] Is it late?

        PETER (at the clock).

        Not very. Yes. It is nine.

        [He sits.]

        The fire is out.

        ANNA.

        Then stay.

        PETER.

        I cannot.

        ANNA.

        You never can.

        PETER.

        No.
        """;
    assertEquals(
        List.of(
            "ANNA: Is it late?",
            "PETER: Not very. Yes. It is nine.",
            "PETER: The fire is out.",
            "ANNA: Then stay.",
            "PETER: I cannot.",
            "ANNA: You never can.",
            "PETER: No."),
        lines("play.txt", play));
  }

  @Test
  void aFilmScriptHasActionBetweenSpeeches() {
    String scene =
        """
        EXT. %s - NIGHT

        Snow falls on the roofs. A lamp goes out.

        ANNA

        Is it late?

        She closes the window and looks at him.

        PETER

        (softly)

        Not very.

        He waits.

        """;
    assertEquals(
        List.of(
            "ANNA: Is it late?",
            "PETER: Not very.",
            "ANNA: Is it late?",
            "PETER: Not very.",
            "ANNA: Is it late?",
            "PETER: Not very."),
        lines(
            "script.txt",
            scene.formatted("STREET") + scene.formatted("BRIDGE") + scene.formatted("HOUSE")));
  }

  @Test
  void namesOfAPlayInSmallLetters() {
    String play =
        """
        Anna. Is it late?

        Peter. Not very.

        Anna. Then stay.

        Peter. I cannot.

        Anna. You never can.

        Peter. No. I said so.
        """;
    assertEquals(
        List.of(
            "Anna: Is it late?",
            "Peter: Not very.",
            "Anna: Then stay.",
            "Peter: I cannot.",
            "Anna: You never can.",
            "Peter: No. I said so."),
        lines("play.txt", play));
  }

  @Test
  void aDashWithinFrenchMarksIsTheNextSpeakers() {
    String talk =
        """
        « Bonsoir, monsieur. Est-il tard ?

        — Pas encore.

        — Alors, restez.

        — Je ne peux pas. » Il ferma la porte.

        Personne ne bougea.
        """;
    Manuscript manuscript =
        ManuscriptReader.read("soir.txt", talk.getBytes(UTF_8)).withMetadata("Soir", "", "fr");
    assertEquals(
        List.of(
            "« Bonsoir, monsieur. Est-il tard ?",
            "— Pas encore.",
            "— Alors, restez.",
            "— Je ne peux pas."),
        lines(manuscript).stream().map(line -> line.replaceFirst("^\\w+: ", "")).toList());
  }

  @Test
  void dashesOfRomanceLanguages() {
    String talk =
        """
        —Buenas noches —dijo ella—. ¿Quién es?

        —Un amigo.

        Nadie se movió.

        —Pase usted —dijo ella.
        """;
    Manuscript manuscript =
        ManuscriptReader.read("noche.txt", talk.getBytes(UTF_8)).withMetadata("Noche", "", "es");
    assertEquals(
        List.of("Buenas noches", "¿Quién es?", "Un amigo.", "Pase usted"),
        lines(manuscript).stream().map(line -> line.replaceFirst("^\\w+: —?", "")).toList());
  }

  @Test
  void anUtteranceHasOneSpeakerAndNoWordIsLost() {
    Manuscript manuscript = ManuscriptReader.read("night.txt", NIGHT.getBytes(UTF_8));
    List<SpeakerSpan> lines = SpokenLines.of(manuscript).lines();
    List<Utterance> cast = utterances(manuscript, lines);
    List<Utterance> alone = utterances(manuscript, List.of());
    assertTrue(alone.stream().allMatch(utterance -> utterance.speaker().isEmpty()));
    assertEquals(words(alone), words(cast));
    for (Utterance utterance : cast) {
      for (SpeakerSpan line : lines) {
        boolean apart =
            utterance.span().end() <= line.span().start()
                || utterance.span().start() >= line.span().end();
        boolean within =
            utterance.span().start() >= line.span().start()
                && utterance.span().end() <= line.span().end();
        boolean joined = utterance.speaker().equals(line.speaker());
        assertTrue(apart || (within && joined), utterance.toString());
      }
    }
    assertFalse(cast.equals(alone));
  }

  /** The steps one by one, as they were before there were casts. */
  @Test
  void withoutACastNothingChanges() throws IOException {
    for (GoldenDialogue.Book book : GoldenDialogue.books(GoldenDialogue.Part.DEVELOPMENT)) {
      TextNormalizer normalizer = new TextNormalizer(Lexicon.EMPTY);
      List<SpokenText> spoken = new ArrayList<>();
      for (Chapter chapter : new ChapterSplitter().split(book.manuscript())) {
        for (Sentence sentence : new SentenceSegmenter().segment(book.manuscript(), chapter)) {
          AlignedText text = normalizer.prose(sentence.text()).text();
          if (text.text().chars().anyMatch(Character::isLetter)) {
            spoken.add(new SpokenText(text, sentence.pauseAfter()));
          }
        }
      }
      List<String> expected =
          new UtterancePacker(LIMITS, String::length)
              .pack(spoken).stream()
                  .map(packed -> packed.text().text() + packed.text().source())
                  .toList();
      assertEquals(
          expected,
          utterances(book.manuscript(), List.of()).stream()
              .map(utterance -> utterance.spokenText() + utterance.span())
              .toList());
    }
  }

  private static List<String> lines(String name, String text) {
    return lines(ManuscriptReader.read(name, text.getBytes(UTF_8)));
  }

  private static List<String> lines(Manuscript manuscript) {
    return SpokenLines.of(manuscript).lines().stream()
        .map(line -> line.speaker() + ": " + line.span().of(manuscript.text()))
        .toList();
  }

  private static List<Utterance> utterances(Manuscript manuscript, List<SpeakerSpan> lines) {
    Script script =
        new ScriptWriter(LIMITS, String::length, Lexicon.EMPTY).write(manuscript, lines);
    return script.chapters().stream().flatMap(chapter -> chapter.utterances().stream()).toList();
  }

  private static String words(List<Utterance> utterances) {
    return utterances.stream()
        .map(utterance -> utterance.spokenText().replaceAll("[^\\p{L} ]", ""))
        .collect(Collectors.joining(" "))
        .replaceAll(" +", " ")
        .strip();
  }
}
