// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LexiconTest {
  private static final Lexicon LEXICON =
      Lexicon.parse(
          """
          # comment
          Featherstonehaugh\tFanshaw
          new = noo
          New York = Noo Yawk
          o'er\tore
          """);

  @Test
  void takesTheLongestWholeWord() {
    assertThat(spoken("New York is", 0)).contains("Noo Yawk");
    assertThat(spoken("New\nYork", 0)).contains("Noo Yawk");
    assertThat(spoken("New Yorker", 0)).contains("noo");
    assertThat(spoken("newer", 0)).isEmpty();
  }

  @Test
  void mindsCapitalsOnlyOfEntriesThatHaveThem() {
    assertThat(spoken("NEW", 0)).contains("noo");
    assertThat(spoken("featherstonehaugh", 0)).isEmpty();
  }

  @Test
  void takesEitherApostrophe() {
    assertThat(spoken("o’er the hill", 0)).contains("ore");
  }

  @Test
  void namesLinesThatAreWrong() {
    assertThatThrownBy(() -> Lexicon.parse("good\tgoode\nbad line\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot read the lexicon: each line needs a word, a tab and its respelling (bad line)");
  }

  @Test
  void addsToAnotherLexicon() {
    Lexicon both = LEXICON.and(Lexicon.parse("new\tnyoo\nold\tohld\n"));

    assertThat(both.match("new", 0).map(Lexicon.Match::spoken)).contains("nyoo");
    assertThat(both.match("old", 0).map(Lexicon.Match::spoken)).contains("ohld");
    assertThat(both.match("New York", 0).map(Lexicon.Match::spoken)).contains("Noo Yawk");
    assertThat(Lexicon.parse(both.lines()).lines()).isEqualTo(both.lines());
  }

  @Test
  void readsAPronunciationLexicon() {
    Lexicon pls =
        Lexicon.parse(
            """
            <?xml version="1.0"?>
            <lexicon version="1.0" alphabet="ipa" xml:lang="en"
                xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
              <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
              <lexeme><grapheme>Altamaha</grapheme><phoneme>ˈɔltəməˌhɔ</phoneme></lexeme>
            </lexicon>
            """);

    assertThat(pls.match("W3C", 0).map(Lexicon.Match::spoken))
        .contains("World Wide Web Consortium");
    assertThat(pls.match("Altamaha", 0).map(Lexicon.Match::spoken)).contains("awltuhmuh-haw");
  }

  @Test
  void warnsOfSoundsThatEnglishLettersCannotWriteAndKeepsTheRest() {
    List<String> warnings = new ArrayList<>();

    Lexicon pls =
        Lexicon.parse(
            "<lexicon><lexeme><grapheme>click</grapheme><phoneme>ǃa</phoneme></lexeme>"
                + "<lexeme><grapheme>Hill</grapheme><alias>Hull</alias></lexeme></lexicon>",
            warnings);

    assertThat(pls.lines()).isEqualTo("Hill\tHull\n");
    assertThat(warnings)
        .containsExactly(
            "The pronunciation lexicon gives sounds for \"click\" that cannot be written in English"
                + " letters; give an alias instead");
  }

  private static Optional<String> spoken(String text, int at) {
    return LEXICON.match(text, at).map(Lexicon.Match::spoken);
  }
}
