// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.segmentation.Script.Skipped;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptWriterTest {
  private static final PackingLimits LIMITS = new PackingLimits(300, 120, 200);
  private static final ScriptWriter WRITER =
      new ScriptWriter(LIMITS, String::length, Lexicon.EMPTY);

  private static final String BOOK =
      """
      CHAPTER I. The Start

      Mr. Hill came at 3.30 p.m. in 1887. "Really?" he asked.[1] He left.

      * * *

      Then 😀 it rained.

      CHAPTER II. The End

      All was well.
      """;

  @Test
  void writesChaptersOfUtterancesWithPauses() {
    Script script = WRITER.write(read(BOOK));

    assertThat(script.chapters())
        .extracting(c -> c.index() + " " + c.title() + " " + c.sentences().size())
        .containsExactly("1 Chapter I. The Start 5", "2 Chapter II. The End 2");
    assertThat(utterances(script))
        .extracting(
            u -> u.ordinal() + " " + u.chapter() + " " + u.pauseAfter() + " " + u.spokenText())
        .containsExactly(
            "0 1 HEADING chapter one. The Start.",
            "1 1 HEADING mister Hill came at three thirty P M in eighteen eighty-seven. \"Really?\""
                + " he asked. He left.",
            "2 1 PARAGRAPH Then it rained.",
            "3 2 HEADING chapter two. The End.",
            "4 2 PARAGRAPH All was well.");
  }

  @Test
  void everySpokenWordLeadsBackToTheManuscript() {
    Manuscript manuscript = read(BOOK);
    Utterance utterance = utterances(WRITER.write(manuscript)).get(1);
    List<String> sources = new ArrayList<>();
    Matcher words = Pattern.compile("[A-Za-z]+").matcher(utterance.spokenText());
    while (words.find()) {
      Span source = utterance.sources().source(words.start(), words.end());
      sources.add(source.of(manuscript.text()));
    }

    assertThat(String.join("|", sources))
        .isEqualTo(
            "Mr.|Hill|came|at|3.30 p.m.|3.30 p.m.|3.30 p.m.|3.30 p.m.|in|1887|1887|1887|"
                + "Really|he|asked|He|left");
    assertThat(utterance.sources().length()).isEqualTo(utterance.spokenText().length());
  }

  @Test
  void accountsForEveryCharacter() {
    Manuscript manuscript = read(BOOK);
    Script script = WRITER.write(manuscript);

    assertAccounted(manuscript, script);
    assertThat(script.skipped())
        .containsExactly(
            new Skipped("note-marker", 3, List.of("[1]")),
            new Skipped("unspeakable", 2, List.of("😀")));
  }

  @Test
  void appliesTheLexicon() {
    ScriptWriter writer =
        new ScriptWriter(LIMITS, String::length, new Lexicon(Map.of("Hill", "Hyll")));

    assertThat(utterances(writer.write(read(BOOK))).get(1).spokenText()).startsWith("mister Hyll");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a'", "1", "A.", "a1", "é", "a-", "1,111,", "\"a", "字", "x@", "a.", "(b)", "C6H12",
        "$1", "1/1"
      })
  void cutsALineWithoutSpacesWithinTheLimits(String unit) {
    Manuscript manuscript = read("Hello. " + unit.repeat(6_000 / unit.length()));

    Script script = WRITER.write(manuscript);

    assertThat(utterances(script))
        .allSatisfy(u -> assertThat(u.spokenText().length()).isBetween(1, 200));
    assertAccounted(manuscript, script);
  }

  @Test
  void warnsOfAWordThatHadToBeCut() {
    Script script = WRITER.write(read("a".repeat(1 << 20)));

    assertThat(utterances(script).stream().mapToInt(u -> u.spokenText().length()).sum())
        .isEqualTo(1 << 20);
    assertThat(script.warnings())
        .contains(
            "Words longer than an utterance can be are cut (aaaaaaaaaaaaaaaaaaaa…; 1 in all): look"
                + " at the manuscript");
  }

  @Test
  void warnsOfOtherScripts() {
    Script script = WRITER.write(read("The word Λόγος is old."));

    assertThat(script.warnings())
        .containsExactly(
            "Words of other scripts are spoken by their Latin letters (Λόγος; 1 in all): put them"
                + " in a lexicon");
  }

  @Test
  void refusesABookWithoutWords() {
    Manuscript manuscript = read("😀 😀 😀");

    assertThatThrownBy(() -> WRITER.write(manuscript))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage("Cannot read Book aloud: it has no words");
  }

  @Test
  void refusesImpossibleLimits() {
    assertThatThrownBy(() -> new PackingLimits(10, 50, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50 to 20 characters");
  }

  /** Each letter and digit is read, or is listed as skipped, and none is both. */
  static void assertAccounted(Manuscript manuscript, Script script) {
    BitSet read = new BitSet();
    utterances(script).forEach(u -> read.set(u.span().start(), u.span().end()));
    manuscript.omissions().forEach(o -> read.clear(o.span().start(), o.span().end()));
    assertThat(script.readCharacters()).isEqualTo(read.cardinality());
    BitSet lost = new BitSet();
    for (int i = 0; i < manuscript.text().length(); i++) {
      lost.set(i, Character.isLetterOrDigit(manuscript.text().charAt(i)) && !read.get(i));
    }
    manuscript.omissions().forEach(o -> lost.clear(o.span().start(), o.span().end()));
    assertThat(lost.cardinality()).as("letters neither read nor skipped").isZero();
  }

  static List<Utterance> utterances(Script script) {
    return script.chapters().stream().flatMap(c -> c.utterances().stream()).toList();
  }

  private static Manuscript read(String text) {
    return ManuscriptReader.read("book.txt", text.getBytes(UTF_8));
  }
}
