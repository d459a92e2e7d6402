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
  UNKNOWN_CHARACTER
}
