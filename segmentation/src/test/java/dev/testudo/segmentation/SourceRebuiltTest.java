// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every letter of a source is read, or is listed as skipped, whatever the source looks like. */
class SourceRebuiltTest {
  private static final PackingLimits LIMITS = new PackingLimits(300, 120, 200);
  private static final List<String> WORDS =
      List.of("rain", "It", "was", "late.", "7", "“Stay,”", "I", "CHAPTER", "II.", "road—", "Mr.");

  @ParameterizedTest
  @ValueSource(strings = {"book.txt", "book.md"})
  void accountsForEveryLetterOfAText(String name) {
    Random random = new Random(5);
    for (int i = 0; i < 150; i++) {
      StringBuilder text = new StringBuilder("Start here, and go on.\n\n");
      for (int line = 0; line < 30; line++) {
        text.append(" ".repeat(random.nextInt(4) * 4)).append(line(random));
        text.append("\n".repeat(1 + random.nextInt(3)));
      }
      Manuscript manuscript = ManuscriptReader.read(name, text.toString().getBytes(UTF_8));

      assertThat(manuscript.text()).isEqualTo(text.toString());
      ScriptWriterTest.assertAccounted(manuscript, script(manuscript));
    }
  }

  private static Script script(Manuscript manuscript) {
    return new ScriptWriter(LIMITS, String::length, Lexicon.EMPTY).write(manuscript);
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder();
    for (int i = random.nextInt(9) + 1; i > 0; i--) {
      line.append(pick(random, WORDS)).append(' ');
    }
    return line.toString().strip();
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
