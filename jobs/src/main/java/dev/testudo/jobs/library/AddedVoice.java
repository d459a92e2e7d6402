// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.speaker.SpeakerSimilarity;
import java.time.Instant;
import java.util.List;

/**
 * How a voice came into the library. It serves the one model that made it: latents mean nothing to
 * another.
 *
 * @param digest of the latents
 * @param model name of the model
 * @param seed of a random voice; null for a voice made from clips
 * @param added when it was made, or asked for again
 * @param similarity to the speaker of the clips; null where there are none, and in records of
 *     versions that did not measure it
 */
public record AddedVoice(
    int format,
    String name,
    String digest,
    String model,
    String modelDigest,
    String description,
    Long seed,
    Instant added,
    List<Clip> clips,
    SpeakerSimilarity similarity) {
  public static final int FORMAT = 1;

  public AddedVoice {
    requireNonNull(name, "name is null");
    requireNonNull(digest, "digest is null");
    requireNonNull(model, "model is null");
    requireNonNull(modelDigest, "modelDigest is null");
    requireNonNull(description, "description is null");
    requireNonNull(added, "added is null");
    clips = List.copyOf(clips);
  }

  /**
   * What was listened to; the clip itself is not kept.
   *
   * @param file its name, without folders
   * @param sha256 of the file
   * @param seconds that were left after silence at the ends was cut
   */
  public record Clip(String file, String sha256, double seconds) {}
}
