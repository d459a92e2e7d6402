// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordSurveyTest {
  @Test
  void listsNamesAndUncommonWordsWithWhatIsSaidForThem() {
    String text = "Ukridge ran to Ukridge’s house. The NHS nurse saw a brillig thing.";
    Manuscript manuscript = ManuscriptReader.read("book.txt", text.getBytes(UTF_8));

    List<WordSurvey.Entry> words =
        WordSurvey.of(manuscript, new Lexicon(Map.of("Ukridge", "Yoo-kridge")));

    assertThat(words)
        .extracting(w -> w.word() + " " + w.count() + " " + w.spoken())
        .containsExactly("Ukridge 2 Yoo-kridge", "NHS 1 N H S", "brillig 1 brillig");
    assertThat(words.get(0).context()).startsWith("Ukridge ran to");
  }
}
