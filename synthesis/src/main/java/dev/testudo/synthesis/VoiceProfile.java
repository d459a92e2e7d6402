// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

/**
 * What a person chooses a voice by.
 *
 * @param charactersPerSecond the pace of long utterances
 * @param pitchHz the median fundamental frequency, 0 if it is unknown
 */
public record VoiceProfile(
    String name, String description, double charactersPerSecond, double pitchHz) {}
