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
    String sampler)
    implements Serializable {
  public SynthesisConfig {
    requireNonNull(sampler, "sampler is null");
    require(temperature > 0, "temperature", temperature, "must be above 0");
    require(topK >= 0, "top-k", topK, "must be 0 (all codes) or more");
    require(topP > 0 && topP <= 1, "top-p", topP, "must be in (0, 1]");
    require(repetitionPenalty >= 1, "repetition-penalty", repetitionPenalty, "must be 1 or more");
    require(typicalMass >= 0 && typicalMass < 1, "typical-mass", typicalMass, "must be in [0, 1)");
    require(diffusionSteps >= 1, "diffusion-steps", diffusionSteps, "must be 1 or more");
    require(guidance >= 0, "guidance", guidance, "must be 0 (unguided) or more");
    require(
        diffusionTemperature >= 0,
        "diffusion-temperature",
        diffusionTemperature,
        "must be 0 or more");
  }

  private static void require(boolean ok, String key, Object value, String requirement) {
    if (!ok) {
      throw new IllegalArgumentException(
          "Cannot use \"" + key + "\" = " + value + ": it " + requirement);
    }
  }
}
