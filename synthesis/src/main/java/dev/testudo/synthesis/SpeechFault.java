// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

/**
 * Why a take is suspicious. A fault leads to another attempt, where that can help; one that stays
 * is listed.
 */
public enum SpeechFault {
  /** No stop token before the cap. */
  NO_STOP,
  TOO_SHORT,
  TOO_LONG,
  /** The same code n-gram over and over, silence codes exempt. */
  REPETITION,
  SILENCE,
  CLIPPING,
  /** The model's vocabulary lacks a character of the text: another attempt would not help. */
  UNKNOWN_CHARACTER,
  /** Words of the text were not heard. */
  MISSING_WORDS,
  /** Speech was heard that the text does not have. */
  EXTRA_SPEECH,
  /** Words of the text were heard twice. */
  REPEATED_WORDS,
  /** The end of the text was not heard. */
  CUT_SHORT,
  /** Words were heard that can hardly be understood. */
  MUMBLED,
  /** Other words were heard than those of the text. */
  WRONG_WORDS
}
