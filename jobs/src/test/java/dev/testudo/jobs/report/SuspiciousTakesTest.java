// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuspiciousTakesTest {
  private static final Take LAMP =
      heard(
          Samples.take("b", 7, Set.of(SpeechFault.MISSING_WORDS, SpeechFault.TOO_SHORT)),
          new Hearing.Finding(SpeechFault.MISSING_WORDS, "the lamp", 3200, 3240));

  @Test
  void namesTheWordsAndTheirPlaceInBookOrder() {
    Take silent = Samples.take("a", 3, Set.of(SpeechFault.SILENCE));

    List<Take> suspicious = SuspiciousTakes.of(List.of(LAMP, Samples.take("c", 1), silent));

    assertThat(suspicious)
        .extracting(SuspiciousTakes::faults)
        .containsExactly("SILENCE", "MISSING_WORDS (\"the lamp\") at 3.2 s, TOO_SHORT");
    assertThat(SuspiciousTakes.fields(LAMP))
        .containsEntry("utterance", 7)
        .containsEntry("faults", List.of("MISSING_WORDS", "TOO_SHORT"))
        .extractingByKey("findings")
        .asString()
        .contains("the lamp", "3.2");
  }

  private static Take heard(Take take, Hearing.Finding finding) {
    return new Take(
        take.key(),
        take.book(),
        take.ordinal(),
        take.chapter(),
        take.characters(),
        take.faults(),
        take.cost(),
        take.origin(),
        take.audio(),
        new Hearing(List.of(), List.of(finding)));
  }
}
