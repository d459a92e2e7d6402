// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class UtterancePackerTest {
  private final UtterancePacker packer =
      new UtterancePacker(new PackingLimits(100, 40, 60), String::length);

  @Test
  void packsWholeSentencesNearTheTarget() {
    assertThat(pack("One one one. /Two two two. /Three three three. /Four four."))
        .containsExactly(
            "SENTENCE One one one. Two two two. Three three three.", "PARAGRAPH Four four.");
  }

  @Test
  void neverPacksAcrossParagraphs() {
    List<SpokenText> sentences =
        List.of(
            spoken("One.", Pause.PARAGRAPH),
            spoken("Two.", Pause.HEADING),
            spoken("Three.", Pause.PARAGRAPH));

    assertThat(packer.pack(sentences))
        .extracting(s -> s.text().text())
        .containsExactly("One.", "Two.", "Three.");
  }

  @Test
  void cutsALongSentenceAtItsStrongestMark() {
    assertThat(pack("He went along the road, slowly; then he came to a house, where nobody lived."))
        .containsExactly(
            "CLAUSE He went along the road, slowly;",
            "PARAGRAPH then he came to a house, where nobody lived.");
  }

  @Test
  void cutsBeforeAConjunctionWithoutMarks() {
    assertThat(pack("the quick brown fox jumped over the lazy dog and the cat looked on"))
        .containsExactly(
            "CLAUSE the quick brown fox jumped over the lazy dog",
            "PARAGRAPH and the cat looked on");
  }

  @Test
  void cutsAWordThatIsTooLongAnywhere() {
    List<String> packed = pack("a".repeat(150));

    assertThat(packed).hasSize(3);
    assertThat(words(packed)).isEqualTo("a".repeat(150));
  }

  @Test
  void keepsTheTokenLimitToo() {
    UtterancePacker tight =
        new UtterancePacker(new PackingLimits(10, 40, 60), text -> text.split(" ").length * 3);

    assertThat(tight.pack(List.of(spoken("one two three four five", Pause.PARAGRAPH))))
        .extracting(s -> s.text().text())
        .containsExactly("one two", "three four five");
  }

  @Test
  void refusesALimitThatNothingFits() {
    UtterancePacker impossible =
        new UtterancePacker(new PackingLimits(1, 1, 5), text -> text.length() + 5);

    assertThatThrownBy(() -> impossible.pack(List.of(spoken("word", Pause.PARAGRAPH))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot pack utterances: even one character (\"w\") has more than 1 tokens");
  }

  @RepeatedTest(50)
  void losesNoWordAndKeepsTheLimits(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<SpokenText> sentences = new ArrayList<>();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String sentence = sentence(random);
      expected.append(sentence);
      Pause[] pauses = {Pause.SENTENCE, Pause.SENTENCE, Pause.SENTENCE, Pause.PARAGRAPH};
      sentences.add(spoken(sentence, pauses[random.nextInt(pauses.length)]));
    }

    List<SpokenText> packed = packer.pack(sentences);

    assertThat(
            packed.stream()
                .map(s -> s.text().text())
                .collect(Collectors.joining())
                .replace(" ", ""))
        .isEqualTo(expected.toString().replace(" ", ""));
    assertThat(packed).allSatisfy(s -> assertThat(s.text().length()).isBetween(1, 60));
    assertThat(packed).allSatisfy(s -> assertThat(s.text().text()).containsPattern("[a-z]"));
  }

  private static String sentence(Random random) {
    String[] joints = {" ", " ", " ", ", ", "; ", " and ", "-", " (", ") ", " \"", "\" "};
    StringBuilder sentence = new StringBuilder("a");
    for (int i = random.nextInt(40); i > 0; i--) {
      sentence.append("bcdefgh".repeat(random.nextInt(30) == 0 ? 12 : 1), 0, 1 + random.nextInt(7));
      sentence.append(joints[random.nextInt(joints.length)]);
    }
    return sentence.append("z.").toString();
  }

  private List<String> pack(String sentences) {
    String[] parts = sentences.split("/", -1);
    List<SpokenText> spoken = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      spoken.add(spoken(parts[i].strip(), i + 1 < parts.length ? Pause.SENTENCE : Pause.PARAGRAPH));
    }
    return packer.pack(spoken).stream().map(s -> s.pauseAfter() + " " + s.text()).toList();
  }

  private static String words(List<String> packed) {
    return packed.stream().map(s -> s.substring(s.indexOf(' ') + 1)).collect(Collectors.joining());
  }

  private static SpokenText spoken(String text, Pause pause) {
    return new SpokenText(AlignedText.of(text), pause);
  }
}
