package dev.testudo.synthesis;

/** Why a take is suspicious. A fault leads to another attempt; one that stays is listed. */
public enum SpeechFault {
  /** No stop token before the cap. */
  NO_STOP,
  TOO_SHORT,
  TOO_LONG,
  /** The same code n-gram over and over, silence codes exempt. */
  REPETITION,
  SILENCE,
  CLIPPING
}
