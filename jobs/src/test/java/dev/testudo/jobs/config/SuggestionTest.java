// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("temperature", "top-k", "top-p", "slots");

  @Test
  void namesTheNearestOfTheKnown() {
    assertThat(Suggestion.near("temprature", KNOWN)).isEqualTo(" (did you mean \"temperature\"?)");
    assertThat(Suggestion.near("slot", KNOWN)).contains("\"slots\"");
  }

  @Test
  void prefersTheFirstInOrderOfTwoThatAreEquallyNear() {
    assertThat(Suggestion.near("top-x", KNOWN)).contains("\"top-k\"");
  }

  @Test
  void isEmptyWhereNothingIsNear() {
    assertThat(Suggestion.near("loudness", KNOWN)).isEmpty();
    assertThat(Suggestion.near("anything", List.of())).isEmpty();
  }
}
