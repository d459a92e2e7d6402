// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

/**
 * One utterance to be rendered.
 *
 * @param key the utterance key, 64 hex digits: with the attempt it seeds all randomness
 * @param listening whether its takes are compared with the text by ear
 */
public record UtteranceRequest(
    String key, String spokenText, Voice voice, SynthesisConfig config, Listening listening) {
  public UtteranceRequest {
    requireNonNull(key, "key is null");
    requireNonNull(spokenText, "spokenText is null");
    requireNonNull(voice, "voice is null");
    requireNonNull(config, "config is null");
    requireNonNull(listening, "listening is null");
  }

  /** A request whose takes nothing listens to. */
  public UtteranceRequest(String key, String spokenText, Voice voice, SynthesisConfig config) {
    this(key, spokenText, voice, config, Listening.OFF);
  }
}
