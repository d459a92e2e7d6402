// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.Voice;
import java.io.Serializable;
import java.util.Map;

/**
 * Who is read in which voice.
 *
 * @param narrator the voice of the narration, and of speakers that have none
 * @param speakers the voices of those who have one, by name
 */
public record Casting(Voice narrator, Map<String, Voice> speakers) implements Serializable {
  public Casting {
    requireNonNull(narrator, "narrator is null");
    speakers = Map.copyOf(speakers);
  }

  /** {@return the narrator reading alone} */
  public static Casting of(Voice narrator) {
    return new Casting(narrator, Map.of());
  }

  /**
   * {@return the voice of a speaker}
   *
   * @param speaker empty for the narrator
   */
  public Voice voice(String speaker) {
    return speakers.getOrDefault(speaker, narrator);
  }
}
