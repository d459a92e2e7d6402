// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * The settings that change the sound, and therefore a take's key.
 *
 * @param temperature divides the code logits, above 0
 * @param topK codes kept by logit, 0 for all
 * @param topP nucleus mass, in (0, 1]
 * @param repetitionPenalty 1 for none
 * @param typicalMass mass of the typical filter, 0 for none
 * @param diffusionSteps network evaluations of the sampler (each twice when guided)
 * @param guidance weight of classifier-free guidance, 0 for unguided
 * @param diffusionTemperature scale of the initial noise
 * @param sampler the sampler's name as the bundle knows it
 * @param candidates number of candidates, of which the best-scoring one is kept; 0, as where a
 *     manifest does not say, is taken for 1
 * @param vocoder name of another vocoder of the bundle than its first; empty, as where a manifest
 *     does not say, for that
 * @param referenceCompat whether the faults of the reference implementation are reproduced, for
 *     comparisons with it
 */
public record SynthesisConfig(
    double temperature,
    int topK,
    double topP,
    double repetitionPenalty,
    double typicalMass,
    int diffusionSteps,
    double guidance,
    double diffusionTemperature,
    String sampler,
    int candidates,
    String vocoder,
    boolean referenceCompat)
    implements Serializable {
  private static final int MAX_CANDIDATES = 1024;

  /** Beyond these, only noise is to be expected. */
  private static final int MAX_TEMPERATURE = 5;

  private static final int MAX_PENALTY = 100;
  private static final int MAX_GUIDANCE = 100;

  /** Of the finest schedule that models of this family are trained with. */
  private static final int MAX_STEPS = 4000;

  public SynthesisConfig {
    requireNonNull(sampler, "sampler is null");
    requireWithin(temperature > 0, temperature, MAX_TEMPERATURE, "temperature", "above 0");
    require(topK >= 0, "top-k", topK, "must be 0 (all codes) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "must be in (0, 1]");
    requireWithin(
        repetitionPenalty >= 1, repetitionPenalty, MAX_PENALTY, "repetition-penalty", "1 or more");
    require(typicalMass >= 0 && typicalMass < 1, "typical-mass", typicalMass, "must be in [0, 1)");
    require(
        diffusionSteps >= 1 && diffusionSteps <= MAX_STEPS,
        "diffusion-steps",
        diffusionSteps,
        "must be 1 to " + MAX_STEPS);
    requireWithin(guidance >= 0, guidance, MAX_GUIDANCE, "guidance", "0 (unguided) or more");
    requireWithin(
        diffusionTemperature >= 0,
        diffusionTemperature,
        MAX_TEMPERATURE,
        "diffusion-temperature",
        "0 or more");
    candidates = candidates == 0 ? 1 : candidates;
    require(
        candidates > 0 && candidates <= MAX_CANDIDATES,
        "candidates",
        candidates,
        "must be 1 to " + MAX_CANDIDATES);
    vocoder = vocoder == null ? "" : vocoder;
  }

  /** Settings with one candidate and the bundle's first vocoder. */
  public SynthesisConfig(
      double temperature,
      int topK,
      double topP,
      double repetitionPenalty,
      double typicalMass,
      int diffusionSteps,
      double guidance,
      double diffusionTemperature,
      String sampler) {
    this(
        temperature,
        topK,
        topP,
        repetitionPenalty,
        typicalMass,
        diffusionSteps,
        guidance,
        diffusionTemperature,
        sampler,
        1,
        "",
        false);
  }

  public SynthesisConfig withCandidates(int number) {
    return with(number, vocoder, referenceCompat);
  }

  public SynthesisConfig withVocoder(String name) {
    return with(candidates, name, referenceCompat);
  }

  public SynthesisConfig withReferenceCompat(boolean wanted) {
    return with(candidates, vocoder, wanted);
  }

  private SynthesisConfig with(int number, String name, boolean faults) {
    return new SynthesisConfig(
        temperature,
        topK,
        topP,
        repetitionPenalty,
        typicalMass,
        diffusionSteps,
        guidance,
        diffusionTemperature,
        sampler,
        number,
        name,
        faults);
  }

  private static void requireWithin(boolean ok, double value, int max, String key, String lowest) {
    require(ok && value <= max, key, value, "must be " + lowest + ", and at most " + max);
  }

  private static void require(boolean ok, String key, Object value, String requirement) {
    if (!ok) {
      throw new IllegalArgumentException(
          "Cannot use \"" + key + "\" = " + value + ": it " + requirement);
    }
  }
}
