// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ex¬tra¬ordi·nary¤     | extraordinary
          A secre¬\\ntary came.                   | A secretary came.
          An extra-\\nordinary man                      | An extraordinary man
          A good-\\nhumoured man                        | A good-humoured man
          The secre-\\ntary was our secretary.          | The secretary was our secretary.
          His ink-\\npot, an ink-pot.                   | His ink-pot, an ink-pot.
          T HE night was dark.                          | THE night was dark.
          “T HE night was dark.                         | “THE night was dark.
          I T was night; it was.                        | IT was night; it was.
          A MAN was here.                               | A MAN was here.
          I AM not here; am I?                          | I AM not here; am I?
          T h e  e n d                                  | The end
          A B C of it                                   | A B C of it
          """)
  void joinsWhatThePageHasBroken(String written, String read) {
    assertThat(readable(signs(written))).containsExactly(read);
  }

  @Test
  void rebuildsTheTextAllTheSame() {
    Manuscript manuscript = read("An extra-\nordinary man");

    assertThat(manuscript.text()).isEqualTo("An extra-\nordinary man");
  }

  private static String signs(String written) {
    return written
        .translateEscapes()
        .replace('¬', '\u00AD')
        .replace('·', '\u200B')
        .replace('¤', '\uFEFF');
  }

  private static List<String> readable(String text) {
    Manuscript manuscript = read(text);
    return manuscript.blocks().stream()
        .map(block -> block.readable(manuscript.text()).text())
        .toList();
  }

  private static Manuscript read(String text) {
    return ManuscriptReader.read("book.txt", text.getBytes(UTF_8));
  }
}
