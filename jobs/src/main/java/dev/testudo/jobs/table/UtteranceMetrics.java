// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

/**
 * A finished utterance without its sound.
 *
 * @param edition the edition that its run rendered for
 * @param speaker who says it in the story, empty for the narrator
 * @param take the take, whose FLAC bytes and energies are not stored in this table
 */
public record UtteranceMetrics(String edition, String speaker, Take take) {
  public UtteranceMetrics {
    requireNonNull(edition, "edition is null");
    requireNonNull(speaker, "speaker is null");
    requireNonNull(take, "take is null");
  }
}
