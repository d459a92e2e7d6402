// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The share of homographs that are said right, in sentences of both kinds. */
class HomographShareTest {
  private static final double FLOOR = 0.95;

  static List<TableResource.Row> cases() {
    return TableResource.rows("homograph-sentences-en.tsv", 3);
  }

  /** {@return what we say of the sentences whose homograph is said wrong} */
  static List<String> wrong() {
    TextNormalizer normalizer = new TextNormalizer(Lexicon.EMPTY);
    List<String> wrong = new ArrayList<>();
    for (TableResource.Row row : cases()) {
      String word = row.form().equals("-") ? row.kind() : row.form();
      String spoken = normalizer.normalize(row.columns().get(2)).toLowerCase(Locale.ROOT);
      if (!spoken.matches(".*\\b" + word.toLowerCase(Locale.ROOT) + "\\b.*")) {
        wrong.add(spoken);
      }
    }
    return wrong;
  }

  @Test
  void saysNineteenOfTwentyHomographsRight() {
    List<TableResource.Row> cases = cases();
    List<String> wrong = wrong();

    assertThat(cases).hasSizeGreaterThanOrEqualTo(200);
    assertThat(1 - (double) wrong.size() / cases.size())
        .as("right, without %s", wrong)
        .isGreaterThanOrEqualTo(FLOOR);
  }
}
