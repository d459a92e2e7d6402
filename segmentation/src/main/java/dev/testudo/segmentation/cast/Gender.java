// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

/** What a speaker's name, title or pronouns say about the voice to propose. */
public enum Gender {
  MAN,
  WOMAN,
  UNKNOWN
}
