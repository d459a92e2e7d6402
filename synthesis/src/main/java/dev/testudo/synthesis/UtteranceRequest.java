package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

/**
 * One utterance to be rendered.
 *
 * @param key the utterance key, 64 hex digits: with the attempt it seeds all randomness
 */
public record UtteranceRequest(String key, String spokenText, Voice voice, SynthesisConfig config) {
  public UtteranceRequest {
    requireNonNull(key, "key is null");
    requireNonNull(spokenText, "spokenText is null");
    requireNonNull(voice, "voice is null");
    requireNonNull(config, "config is null");
  }
}
