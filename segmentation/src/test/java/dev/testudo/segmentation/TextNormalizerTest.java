// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextNormalizerTest {
  private static final TextNormalizer NORMALIZER = new TextNormalizer(Lexicon.EMPTY);

  static Stream<Arguments> tableRows() {
    return TableResource.rows("spoken-forms-en.tsv", Notation.FORM_COLUMNS).stream()
        .map(row -> Arguments.of(row.columns().get(3), row.columns().get(4)));
  }

  @ParameterizedTest
  @MethodSource("tableRows")
  void followsEachRowOfTheTable(String written, String spoken) {
    assertThat(NORMALIZER.normalize(written)).isEqualTo(spoken);
  }

  static Stream<Arguments> homographs() {
    return TableResource.rows(Homographs.RESOURCE, Homographs.COLUMNS).stream()
        .map(row -> Arguments.of(row.columns().get(4), row.test()));
  }

  @ParameterizedTest
  @MethodSource("homographs")
  void respellsHomographsByTheirPartOfSpeech(String respelling, String written) {
    String spoken = NORMALIZER.normalize(written);

    if (respelling.equals("-")) {
      assertThat(spoken).isEqualTo(written);
    } else {
      assertThat(spoken).containsIgnoringCase(respelling);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          123                         | one hundred and twenty-three
          10,000                      | ten thousand
          1,234,567                   | one million, two hundred and thirty-four thousand, five hundred and sixty-seven
          3.14                        | three point one four
          3.0                         | three point zero
          1.2.3                       | one point two point three
          .5 or -5                    | point five or minus five
          007                         | double oh seven
          12345678901234567890        | one two three four five six seven eight nine zero one two three four five six seven eight nine zero
          the 21st and 102nd          | the twenty-first and one hundred and second
          in 1887 and 1905            | in eighteen eighty-seven and nineteen oh five
          in 2005 and 2026            | in two thousand and five and twenty twenty-six
          the 1900s                   | the nineteen hundreds
          the 1920s                   | the nineteen twenties
          the ’90s                    | the nineties
          1914-18                     | nineteen fourteen to eighteen
          1914–1918                   | nineteen fourteen to nineteen eighteen
          1/2 and 3/4                 | one half and three quarters
          2½ or 1 1/3                 | two and a half or one and one third
          5-10%                       | five to ten percent
          $3.50                       | three dollars and fifty cents
          $1                          | one dollar
          £1.01                       | one pound and one penny
          £3 million                  | three million pounds
          €0.99                       | ninety-nine cents
          £3 10s. 6d.                 | three pounds, ten shillings and sixpence.
          3.30 p.m. on                | three thirty P M on
          at 10:45                    | at ten forty-five
          at 10:00                    | at ten o'clock
          at 9:05 am                  | at nine oh five A M
          June 25, 2008               | June twenty-fifth, two thousand and eight
          25 June 1887                | the twenty-fifth of June, eighteen eighty-seven
          Oct. 3 was                  | October third was
          2008-06-25                  | June twenty-fifth, two thousand and eight
          555-1234                    | five five five, one two three four
          (800) 998-9938              | eight zero zero, nine nine eight, nine nine three eight
          978-1-4493-2803-0           | nine seven eight, one, four four nine three, two eight zero three, zero
          Henry VIII of England       | Henry the eighth of England
          the part I played           | the part I played
          Apollo XI                   | Apollo eleven
          the U.S.A. and the U.S.     | the U S A and the U S.
          J. R. R. Tolkien            | J R R Tolkien
          BBC and TVs                 | B B C and T Vs
          What IS that? WHY?          | What is that? why?
          NO, I DON'T                 | no, I don't
          ALICE’S foot                | alice's foot
          café, naïve, Æsop, straße   | cafe, naive, Aesop, strasse
          well--no                    | well, no
          well — no                   | well, no
          ‘Why, I--’ he               | "Why, I," he
          good-humoured               | good-humoured
          Wait… no . . .              | Wait... no...
          Really?!                    | Really?!
          ‘’Tis the boys’ dog,’ I said | "'Tis the boys" dog," I said
          the boys’ dog               | the boys' dog
          “She said ‘no’ twice.”      | "She said "no" twice."
          [sic] {x}                   | (sic) (x)
          see www.gutenberg.org now   | see w w w dot gutenberg dot org now
          MP3 and 4x4                 | M P three and four by four
          5ft. 2in. tall              | five feet two inches tall
          """)
  void saysWhatAReaderWouldSay(String written, String spoken) {
    assertThat(NORMALIZER.normalize(written)).isEqualTo(spoken);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          CHAPTER I. Down the Rabbit-Hole | chapter one. Down the Rabbit-Hole.
          IV                              | four.
          XII: A Title                    | twelve: A Title.
          I Am Legend                     | I Am Legend.
          WHAT NEXT?                      | what next?
          BOOK THE FIRST                  | book the first.
          """)
  void saysHeadingsAsSentences(String written, String spoken) {
    assertThat(NORMALIZER.heading(AlignedText.of(written)).text().text()).isEqualTo(spoken);
  }

  @Test
  void asksTheLexiconFirst() {
    Lexicon lexicon =
        new Lexicon(Map.of("Ukridge", "Yoo-kridge", "Dr. No", "Doctor Know", "no", "nah"));
    TextNormalizer normalizer = new TextNormalizer(lexicon);

    assertThat(normalizer.normalize("Ukridge met Dr. No. No!"))
        .isEqualTo("Yoo-kridge met Doctor Know. nah!");
    assertThat(normalizer.normalize("Ukridges know")).isEqualTo("Ukridges know");
  }

  @Test
  void accountsForWhatCannotBeSaid() {
    SpokenForm form = NORMALIZER.prose(AlignedText.of("So 😀😀 it ^ is."));

    assertThat(form.text().text()).isEqualTo("So it is.");
    assertThat(form.unspeakable()).containsExactly(new Span(3, 7), new Span(11, 12));
  }

  @Test
  void spellsOtherScriptsAndSaysSo() {
    SpokenForm form = NORMALIZER.prose(AlignedText.of("the word Λόγος"));

    assertThat(form.text().text()).isEqualTo("the word Logos");
    assertThat(form.foreign()).containsExactly("Λόγος");
  }

  @Test
  void leadsEachWordBackToItsSource() {
    AlignedText spoken = NORMALIZER.prose(AlignedText.of("in 1887, Mr. Hill")).text();
    int year = spoken.text().indexOf("eighteen");
    int title = spoken.text().indexOf("mister");

    assertThat(spoken.source(year, year + 8)).isEqualTo(new Span(3, 7));
    assertThat(spoken.source(title, title + 6)).isEqualTo(new Span(9, 12));
    assertThat(spoken.source()).isEqualTo(new Span(0, 17));
  }

  @RepeatedTest(20)
  void usesFewCharactersWhateverIsWritten(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String alphabet = "abzIVXAB. ,.?!…\"'“”‘’()[]-—–/é字ßא😀$£%&@#0123456789:½°_*^\u00ad\u00a0";
    String text =
        random
            .ints(200, 0, alphabet.length())
            .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
            .collect(Collectors.joining());

    assertThat(NORMALIZER.normalize(text)).matches("[A-Za-z .,;:?!'\"()-]*").doesNotContain("  ");
  }
}
