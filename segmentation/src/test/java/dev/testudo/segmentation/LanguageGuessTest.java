// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageGuessTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en | It was late in the year, and the road was long. Nobody had come that way for a week; the innkeeper said so, and he would know.
          de | Es war spät im Jahr, und die Straße war lang. Seit einer Woche war niemand diesen Weg gekommen; der Wirt sagte es, und er musste es wissen.
          fr | C’était tard dans l’année, et la route était longue. Personne n’était passé par là depuis une semaine ; l’aubergiste le disait, et il le savait.
          ar | كان الوقت متأخرا في السنة، وكان الطريق طويلا. لم يأت أحد من هذا الطريق منذ أسبوع؛ قال صاحب النزل ذلك، وكان يعرف.
          """)
  void findsTheLanguageOfABook(String language, String text) {
    String book = (text + "\n\n").repeat(5);

    Manuscript manuscript = ManuscriptReader.read("book.txt", book.getBytes(UTF_8));

    assertThat(manuscript.language()).isEqualTo(language);
    assertThat(manuscript.warnings()).hasSize(language.equals("en") ? 0 : 1);
  }

  @Test
  void guessesNothingFromALine() {
    assertThat(LanguageGuess.guess("Wie schön.")).isEmpty();
  }
}
