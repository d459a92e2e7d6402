// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.SynthesisConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UtteranceKeyTest {
  private static final SynthesisConfig SETTINGS = Books.SETTINGS;

  @Test
  void keepsItsRecipe() {
    // A change of the recipe raises its version: then all takes are rendered again.
    assertThat(UtteranceKey.of("Alice.", 0, "v", "m", SETTINGS, 0))
        .isEqualTo("694cf98f64df8a5835853a03bfbfb785e0aea3a48cf66c8d19fef8181047f6c8");
  }

  @Test
  void everythingThatChangesTheSoundChangesTheKey() {
    List<String> keys =
        List.of(
            UtteranceKey.of("Alice.", 0, "v", "m", SETTINGS, 0),
            UtteranceKey.of("Alice!", 0, "v", "m", SETTINGS, 0),
            UtteranceKey.of("Alice.", 1, "v", "m", SETTINGS, 0),
            UtteranceKey.of("Alice.", 0, "w", "m", SETTINGS, 0),
            UtteranceKey.of("Alice.", 0, "v", "n", SETTINGS, 0),
            UtteranceKey.of("Alice.", 0, "v", "m", SETTINGS, 1),
            withSettings(new SynthesisConfig(0.6, 0, 0.8, 1, 0, 5, 0, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 1, 0.8, 1, 0, 5, 0, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.9, 1, 0, 5, 0, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.8, 2, 0, 5, 0, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.8, 1, 0.5, 5, 0, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.8, 1, 0, 6, 0, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.8, 1, 0, 5, 1, 1, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.8, 1, 0, 5, 0, 2, "flow")),
            withSettings(new SynthesisConfig(0.5, 0, 0.8, 1, 0, 5, 0, 1, "ddim")),
            withSettings(SETTINGS.withCandidates(2)),
            withSettings(SETTINGS.withVocoder("other")),
            withSettings(SETTINGS.withReferenceCompat(true)));

    assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{64}"));
  }

  @Test
  void fieldsCannotRunIntoEachOther() {
    assertThat(UtteranceKey.of("ab", 0, "c", "m", SETTINGS, 0))
        .isNotEqualTo(UtteranceKey.of("a", 0, "bc", "m", SETTINGS, 0));
  }

  @Test
  void equalSentencesOfABookHaveOwnKeysThatOtherSentencesDoNotChange() {
    BookPlan plan = Books.plan(List.of(List.of("Yes.", "No.", "Yes.")));
    BookPlan edited = Books.plan(List.of(List.of("Yes.", "Perhaps.", "No.", "Yes.")));

    Set<String> keys = new HashSet<>(plan.rows().stream().map(row -> row.key()).toList());
    assertThat(keys).hasSize(3);
    assertThat(edited.rows()).extracting(row -> row.key()).containsAll(keys);
  }

  private static String withSettings(SynthesisConfig settings) {
    return UtteranceKey.of("Alice.", 0, "v", "m", settings, 0);
  }
}
