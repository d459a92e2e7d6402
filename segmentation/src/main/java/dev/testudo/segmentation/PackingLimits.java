// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/**
 * How large an utterance may be.
 *
 * @param maxTokens the model's limit for the spoken text, as counted by its tokenizer
 * @param targetCharacters the length that sentences are packed towards
 * @param maxCharacters no spoken text is longer
 */
public record PackingLimits(int maxTokens, int targetCharacters, int maxCharacters) {
  public PackingLimits {
    if (maxTokens < 1 || targetCharacters < 1 || maxCharacters < targetCharacters) {
      throw new IllegalArgumentException(
          "Cannot pack utterances to %d tokens, %d to %d characters: all must be positive, and the target at most the maximum"
              .formatted(maxTokens, targetCharacters, maxCharacters));
    }
  }
}
