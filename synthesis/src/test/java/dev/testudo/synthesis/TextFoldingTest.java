// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFoldingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "Don\u2019t, 's | don't, 's",
        "\u00c6sop's caf\u00e9 na\u00efve \u00c5 | aesop's cafe naive a",
        "wait\u2026 no\u2014yes | wait... no-yes",
        "a\u00a0 \tb | a b",
        "\u201cHello\u201d \u00abyes\u00bb | hello yes",
        "\ufb01ne Stra\u00dfe | fine strasse",
        "\u4e2d | \u4e2d",
      })
  void bringsTextToPlainLetters(String text, String folded) {
    assertThat(TextFolding.fold(text, character -> character != '"')).isEqualTo(folded);
  }

  @Test
  void keepsDoubleQuotesThatTheVocabularyKnows() {
    assertThat(TextFolding.fold(" \u201cHello\u201d ", character -> true)).isEqualTo("\"hello\"");
  }
}
