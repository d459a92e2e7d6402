// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.Hearing;

/**
 * What was heard in a take after it was stored.
 *
 * @param key the utterance key
 * @param pcmSha256 digest of the decoded take
 * @param hearing words and findings
 * @param listener digest of the listener's network
 */
public record HeardTake(String key, String pcmSha256, Hearing hearing, String listener) {
  public HeardTake {
    requireNonNull(key, "key is null");
    requireNonNull(pcmSha256, "pcmSha256 is null");
    requireNonNull(hearing, "hearing is null");
    requireNonNull(listener, "listener is null");
  }
}
