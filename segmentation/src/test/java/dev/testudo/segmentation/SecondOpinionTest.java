// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Another normalizer's cases: where ours says something else, it is by a convention with a name.
 */
class SecondOpinionTest {
  private static final double FLOOR = 0.90;

  static List<TableResource.Row> cases() {
    return TableResource.rows("second-opinion-en.tsv", 4);
  }

  /** {@return the cases of which we say something else} */
  static List<String> different() {
    TextNormalizer normalizer = new TextNormalizer(Lexicon.EMPTY);
    List<String> different = new ArrayList<>();
    for (TableResource.Row row : cases()) {
      String spoken = normalizer.normalize(row.form());
      if (!wordsOf(spoken).equals(wordsOf(row.columns().get(2)))) {
        different.add("%s: %s".formatted(row.form(), spoken));
      }
    }
    return different;
  }

  @Test
  void agreesWithAnotherNormalizerInNineOfTenCases() {
    List<TableResource.Row> cases = cases();
    List<String> different = different();

    assertThat(cases).hasSizeGreaterThan(400);
    assertThat(1 - (double) different.size() / cases.size())
        .as("right, without %s", different)
        .isGreaterThanOrEqualTo(FLOOR);
  }

  private static List<String> wordsOf(String spoken) {
    String plain = spoken.toLowerCase(Locale.ROOT).replaceAll("[^a-z' ]", " ");
    return List.of(plain.replaceAll("\\band\\b", " ").strip().split("\\s+", -1));
  }
}
