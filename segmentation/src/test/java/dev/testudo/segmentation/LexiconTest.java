package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  private static Optional<String> spoken(String text, int at) {
    return LEXICON.match(text, at).map(Lexicon.Match::spoken);
  }
}
