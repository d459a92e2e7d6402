// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole books, where they lie beside the checkout; skipped where they do not. */
class SharedManuscriptsIT {
  private static final Path FOLDER = Path.of("../../shared/manuscripts");
  private static final PackingLimits LIMITS = new PackingLimits(300, 180, 280);

  @Test
  void findsTheTwelveChaptersOfAlice() throws IOException {
    Manuscript alice = read("alices-adventures-in-wonderland.txt");
    List<Chapter> chapters = new ChapterSplitter().split(alice);

    assertThat(alice.title()).isEqualTo("Alice’s Adventures in Wonderland");
    assertThat(alice.author()).isEqualTo("Lewis Carroll");
    assertThat(chapters)
        .extracting(Chapter::title)
        .containsExactly(
            "Chapter I. Down the Rabbit-Hole",
            "Chapter II. The Pool of Tears",
            "Chapter III. A Caucus-Race and a Long Tale",
            "Chapter IV. The Rabbit Sends in a Little Bill",
            "Chapter V. Advice from a Caterpillar",
            "Chapter VI. Pig and Pepper",
            "Chapter VII. A Mad Tea-Party",
            "Chapter VIII. The Queen’s Croquet-Ground",
            "Chapter IX. The Mock Turtle’s Story",
            "Chapter X. The Lobster Quadrille",
            "Chapter XI. Who Stole the Tarts?",
            "Chapter XII. Alice’s Evidence");
  }

  @ParameterizedTest
  @CsvSource({
    "alices-adventures-in-wonderland.txt, 12",
    "love-among-the-chickens.epub, 24",
    "georgia-pls-ssml.epub, 10",
    "accessible-epub-3.epub, 5"
  })
  void readsWholeBooksWithinLimitsAndLosesNothing(String name, int chapters) throws IOException {
    Manuscript manuscript = read(name);
    Script script = new ScriptWriter(LIMITS, String::length, Lexicon.EMPTY).write(manuscript);

    assertThat(script.chapters()).hasSize(chapters);
    ScriptWriterTest.assertAccounted(manuscript, script);
    List<Utterance> utterances = ScriptWriterTest.utterances(script);
    assertThat(utterances)
        .allSatisfy(u -> assertThat(u.spokenText()).matches("[A-Za-z .,;:?!'\"()-]{1,280}"));
    assertThat(words(utterances.stream().map(Utterance::spokenText).toList()))
        .isEqualTo(words(normalized(manuscript)));
  }

  @Test
  void rebuildsAliceFromSentencesAndGaps() throws IOException {
    SentenceSegmenterTest.assertRebuilds(read("alices-adventures-in-wonderland.txt").text());
  }

  private static List<String> normalized(Manuscript manuscript) {
    TextNormalizer normalizer = new TextNormalizer(Lexicon.EMPTY);
    normalizer.say(manuscript.spokenAs());
    SentenceSegmenter segmenter = new SentenceSegmenter();
    return new ChapterSplitter()
        .split(manuscript).stream()
            .flatMap(chapter -> segmenter.segment(manuscript, chapter).stream())
            .map(
                s ->
                    s.kind() == Block.Kind.HEADING
                        ? normalizer.heading(s.text())
                        : normalizer.prose(s.text()))
            .filter(SpokenForm::hasWords)
            .map(form -> form.text().text())
            .toList();
  }

  private static String words(List<String> texts) {
    return texts.stream().collect(Collectors.joining(" ")).replaceAll("[^A-Za-z]+", " ").strip();
  }

  private static Manuscript read(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    assumeTrue(Files.exists(file), () -> "Skipped: " + file + " is not here");
    return ManuscriptReader.read(name, Files.readAllBytes(file));
  }
}
