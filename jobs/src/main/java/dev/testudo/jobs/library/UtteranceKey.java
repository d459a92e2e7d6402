// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.synthesis.SynthesisConfig;

/**
 * The identity of an utterance's sound: whatever changes the sound changes the key, and nothing
 * else does. Nothing in it comes from a clock, a partition or a host.
 */
public final class UtteranceKey {
  /** Raised whenever the recipe changes, so that old takes are not taken for new ones. */
  public static final int RECIPE_VERSION = 1;

  private UtteranceKey() {}

  /**
   * {@return the key, 64 hex digits}
   *
   * @param occurrence how many utterances of the same spoken text come before it in the book
   * @param salt number of retakes that were asked for, 0 for none
   */
  public static String of(
      String spokenText,
      int occurrence,
      String voiceDigest,
      String modelDigest,
      SynthesisConfig settings,
      int salt) {
    FieldDigest digest =
        new FieldDigest()
            .number(RECIPE_VERSION)
            .text(spokenText)
            .number(occurrence)
            .text(voiceDigest)
            .text(modelDigest);
    addSettings(digest, settings);
    return digest.number(salt).hex();
  }

  static void addSettings(FieldDigest digest, SynthesisConfig settings) {
    digest
        .number(settings.temperature())
        .number(settings.topK())
        .number(settings.topP())
        .number(settings.repetitionPenalty())
        .number(settings.typicalMass())
        .number(settings.diffusionSteps())
        .number(settings.guidance())
        .number(settings.diffusionTemperature())
        .text(settings.sampler());
    // Where these have their defaults, keys are what they were before there were such settings.
    if (settings.candidates() > 1) {
      digest.text("candidates").number(settings.candidates());
    }
    if (!settings.vocoder().isEmpty()) {
      digest.text("vocoder").text(settings.vocoder());
    }
    if (settings.referenceCompat()) {
      digest.text("compat").text("reference");
    }
  }
}
