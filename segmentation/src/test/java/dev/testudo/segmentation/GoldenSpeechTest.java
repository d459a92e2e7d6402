// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden sets: what is spoken for each kind of written form, as lines of data. */
class GoldenSpeechTest {
  private static final TextNormalizer ENGLISH = new TextNormalizer(Lexicon.EMPTY);
  private static final TextNormalizer GERMAN =
      new TextNormalizer(Lexicon.EMPTY, SpokenLanguage.GERMAN);

  static Stream<Arguments> english() {
    return TableResource.rows("golden-spoken-en.tsv", 4).stream()
        .map(row -> Arguments.of(row.kind(), row.form(), row.columns().get(2)));
  }

  @ParameterizedTest
  @MethodSource("english")
  void saysWhatAListenerWantsToHear(String kind, String written, String spoken) {
    assertThat(ENGLISH.normalize(written)).as(kind).isEqualTo(spoken);
  }

  static Stream<Arguments> german() {
    Stream<TableResource.Row> table =
        TableResource.rows("spoken-forms-de.tsv", Notation.FORM_COLUMNS).stream();
    Stream<TableResource.Row> golden = TableResource.rows("golden-spoken-de.tsv", 4).stream();
    return Stream.concat(
        table.map(row -> Arguments.of(row.columns().get(3), row.columns().get(4))),
        golden.map(row -> Arguments.of(row.form(), row.columns().get(2))));
  }

  @ParameterizedTest
  @MethodSource("german")
  void saysGermanInGermanWords(String written, String spoken) {
    assertThat(GERMAN.normalize(written)).isEqualTo(spoken);
  }

  @Test
  void holdsAThousandCasesOfEnglish() {
    List<TableResource.Row> rows = TableResource.rows("golden-spoken-en.tsv", 4);

    assertThat(rows.stream().map(TableResource.Row::form).distinct())
        .hasSizeGreaterThanOrEqualTo(1_000);
  }
}
