// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.testudo.segmentation.cast.SpokenLines;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceMarksTest {
  @ParameterizedTest
  @ValueSource(strings = {"letter.txt", "letter.md"})
  void textAndMarkdownOverParagraphs(String name) {
    Manuscript manuscript =
        read(
            name,
            """
            He opened it, and [voice: Anna]my dear Peter, it said.

            The ship has sailed.

            [/voice]

            He sighed. [voice: Peter] No. [/voice] The clock struck nine.
            """);
    assertEquals(
        List.of(
            ": He opened it, and",
            "Anna: my dear Peter, it said.",
            "Anna: The ship has sailed.",
            ": He sighed.",
            "Peter: No.",
            ": The clock struck nine."),
        utterances(manuscript, manuscript.voiced()));
  }

  @Test
  void ssmlNamesAVoiceForWordsAndForParagraphs() {
    Manuscript manuscript =
        read(
            "talk.ssml",
            """
            <speak version="1.1" xml:lang="en"><p>She said <voice name="Anna">not yet</voice> to him.</p>
            <voice name="Peter"><p>It is late.</p><p>It is nine.</p></voice>
            <voice gender="female"><p>They left.</p></voice></speak>
            """);
    assertEquals(
        List.of(
            ": She said",
            "Anna: not yet",
            ": to him.",
            "Peter: It is late.",
            "Peter: It is nine.",
            ": They left."),
        utterances(manuscript, manuscript.voiced()));
  }

  @Test
  void elementsAreFoundByClassAndByType() {
    Manuscript manuscript =
        read(
            "letter.xhtml",
            """
            <html xmlns:epub="http://www.idpf.org/2007/ops"><head><title>A</title></head><body><p>It began so.</p>
            <blockquote epub:type="z3998:letter"><p>Dear Peter.</p><p class="sign x">Yours, Anna.</p></blockquote>
            <p>He sighed.</p></body></html>
            """);
    assertEquals(
        List.of("epub:z3998:letter", ".sign", ".x"),
        manuscript.voiced().stream().map(SpeakerSpan::speaker).toList());
    assertEquals(
        List.of(
            ": It began so.",
            "epub:z3998:letter: Dear Peter.",
            ".sign: Yours, Anna.",
            ": He sighed."),
        utterances(
            manuscript,
            manuscript.voiced().stream().filter(rule -> !rule.speaker().equals(".x")).toList()));
  }

  @Test
  void aMarkWinsOverALine() {
    List<SpeakerSpan> lines = List.of(part(0, 10, "Anna"), part(12, 20, "Peter"));
    assertEquals(
        List.of(
            part(0, 4, "Anna"),
            part(4, 6, "tone"),
            part(6, 8, "low"),
            part(8, 14, "tone"),
            part(14, 20, "Peter")),
        SpokenLines.withMarks(lines, List.of(part(4, 14, "tone"), part(6, 8, "low"))));
  }

  private static SpeakerSpan part(int start, int end, String speaker) {
    return new SpeakerSpan(new Span(start, end), speaker);
  }

  private static Manuscript read(String name, String text) {
    return ManuscriptReader.read(name, text.getBytes(UTF_8));
  }

  private static List<String> utterances(Manuscript manuscript, List<SpeakerSpan> voiced) {
    Script script =
        new ScriptWriter(new PackingLimits(300, 5, 200), String::length, Lexicon.EMPTY)
            .write(manuscript, SpokenLines.withMarks(List.of(), voiced));
    List<Utterance> utterances =
        script.chapters().stream().flatMap(chapter -> chapter.utterances().stream()).toList();
    assertFalse(
        utterances.stream().map(Utterance::spokenText).collect(Collectors.joining()).contains("["));
    return utterances.stream()
        .map(utterance -> utterance.speaker() + ": " + utterance.spokenText())
        .toList();
  }
}
