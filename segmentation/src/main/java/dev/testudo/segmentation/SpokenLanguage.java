// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/** A language that numbers, dates and abbreviations can be said in. */
public enum SpokenLanguage {
  ENGLISH,
  GERMAN;

  /** {@return the language of a tag such as de-AT; English for all others} */
  public static SpokenLanguage of(String tag) {
    return tag.toLowerCase(java.util.Locale.ROOT).matches("de(?:[-_].*)?") ? GERMAN : ENGLISH;
  }

  /** {@return its code of two letters} */
  String code() {
    return this == GERMAN ? "de" : "en";
  }

  Notation notation() {
    return this == GERMAN ? Notation.german() : Notation.english();
  }

  Verbalizer verbalizer() {
    return this == GERMAN ? new GermanVerbalizer() : new EnglishVerbalizer();
  }

  /** {@return whether words keep letters that are not English} */
  boolean keepsLetters() {
    return this == GERMAN;
  }
}
