// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceSegmenterTest {
  private static final SentenceSegmenter SEGMENTER = new SentenceSegmenter();

  static Stream<String> testLines() {
    return TableResource.rows(SentenceRules.resource(SpokenLanguage.ENGLISH), SentenceRules.COLUMNS)
        .stream()
        .map(TableResource.Row::test);
  }

  @ParameterizedTest
  @MethodSource("testLines")
  void followsEachRuleOfTheTable(String marked) {
    assertThat(marked(marked.replace(" | ", " "))).isEqualTo(marked);
  }

  static Stream<String> fiction() {
    return TableResource.rows("sentences-fiction.txt", 1).stream().map(TableResource.Row::kind);
  }

  @ParameterizedTest
  @MethodSource("fiction")
  void findsTheSentencesOfFiction(String marked) {
    assertThat(marked(marked.replace(" | ", " "))).isEqualTo(marked);
  }

  static Stream<String> edgeCases() {
    return TableResource.rows("sentences-edge-cases.tsv", 2).stream()
        .map(row -> row.form().replace("\\n", "\n"));
  }

  @ParameterizedTest
  @MethodSource("edgeCases")
  void findsTheSentencesOfEdgeCases(String marked) {
    List<String> sentences = Stream.of(marked.split("\\|", -1)).map(String::strip).toList();
    String text = marked.replace(" | ", " ").replace("|", "");

    assertThat(SEGMENTER.spans(text).stream().map(span -> span.of(text).toString()))
        .containsExactlyElementsOf(sentences);
  }

  static Stream<String> german() {
    return TableResource.rows(SentenceRules.resource(SpokenLanguage.GERMAN), SentenceRules.COLUMNS)
        .stream()
        .map(TableResource.Row::test);
  }

  @ParameterizedTest
  @MethodSource("german")
  void followsTheGermanTable(String marked) {
    SentenceSegmenter german = new SentenceSegmenter(SpokenLanguage.GERMAN);
    String text = marked.replace(" | ", " ");

    assertThat(
            german.spans(text).stream()
                .map(span -> span.of(text))
                .collect(Collectors.joining(" | ")))
        .isEqualTo(marked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Really?\" he asked. | \"Yes.\" | She left.",
        "“Really?” he asked. | “Yes.”",
        "‘Oh dear!’ cried Alice. | ‘I shall be late!’",
        "“Dr. No!” said St. John. | “At 3.30 p.m. on St. Mary's day.”",
        "He came at 3.30 p.m. on St. James's day. | It rained.",
        "Well ... I think so. | Then ... | Nothing... | He left.",
        "Well… then… | He left.",
        "Wait . . . I hear it. | Go on.",
        "It cost $3.50. | He paid 1.5 million.",
        "What?! | No!! | Yes.",
        "“Stop!” | “Why?” | “Because.”",
        "(He was late.) | She was not.",
        "It was I. | He knew it.",
        "Mr. and Mrs. J. F. Ukridge arrived. | We ran.",
        "“Ha!” said I. | He went.",
        "He said no (why?) and left.",
        "‘Why?’ I asked. | ‘So.’"
      })
  void findsTheSentencesOfAReader(String marked) {
    assertThat(marked(marked.replace(" | ", " "))).isEqualTo(marked);
  }

  @RepeatedTest(20)
  void rebuildsAnyTextFromSpansAndGaps(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    String alphabet = "ab AB. .?!…\"'“”‘’()\n\t,;-—é字😀\u00a0McMr. St. p.m. 12";
    String text =
        random
            .ints(300, 0, alphabet.length())
            .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
            .collect(Collectors.joining());

    assertRebuilds(text);
  }

  @Test
  void findsNothingInBlankText() {
    assertThat(SEGMENTER.spans(" \n ")).isEmpty();
  }

  static void assertRebuilds(String text) {
    List<Span> spans = SEGMENTER.spans(text);
    StringBuilder rebuilt = new StringBuilder();
    int position = 0;
    for (Span span : spans) {
      assertThat(span.start()).isGreaterThanOrEqualTo(position);
      assertThat(span.length()).isPositive();
      String gap = text.substring(position, span.start());
      assertThat(gap.codePoints().allMatch(SentenceSegmenterTest::isBlank)).as(gap).isTrue();
      rebuilt.append(gap).append(span.of(text));
      position = span.end();
    }
    String rest = text.substring(position);
    assertThat(rest.codePoints().allMatch(SentenceSegmenterTest::isBlank)).as(rest).isTrue();
    assertThat(rebuilt + rest).isEqualTo(text);
  }

  private static boolean isBlank(int character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  private static String marked(String text) {
    return SEGMENTER.spans(text).stream()
        .map(span -> span.of(text))
        .collect(Collectors.joining(" | "));
  }
}
