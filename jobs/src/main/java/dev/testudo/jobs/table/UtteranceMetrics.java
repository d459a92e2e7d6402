package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

/**
 * A finished utterance without its sound.
 *
 * @param edition the edition that its run rendered for
 * @param take the take, whose FLAC bytes and energies are not stored in this table
 */
public record UtteranceMetrics(String edition, Take take) {
  public UtteranceMetrics {
    requireNonNull(edition, "edition is null");
    requireNonNull(take, "take is null");
  }
}
