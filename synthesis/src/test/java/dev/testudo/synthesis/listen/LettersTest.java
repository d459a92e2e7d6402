// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LettersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "The lamp.|the lamp",
        "well-known — and loved|well known and loved",
        "'Hello,' he said.|hello he said",
        "Don’t! It’s the boys’ hat|don't it's the boys hat",
        "café Ægir Straße|cafe aegir strasse",
        "cafe\u0301 co\u00adoperate|cafe cooperate",
        "A 5 b … —|a b",
        "rock 'n' roll|rock n roll",
      })
  void keepsLettersAndApostrophesInsideWords(String text, String expected) {
    Letters letters = Letters.of(text);
    assertThat(
            IntStream.of(letters.classes())
                .mapToObj(c -> String.valueOf(Letters.character(c)))
                .collect(Collectors.joining()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {"Oh, “well-known” café—yes!|Oh/well/known/café/yes", "…|\"\""})
  void wordsLeadBackToTheText(String text, String expected) {
    Letters letters = Letters.of(text);
    assertThat(
            letters.words().stream()
                .map(word -> text.substring(word.start(), word.end()))
                .collect(Collectors.joining("/")))
        .isEqualTo(expected);
  }
}
