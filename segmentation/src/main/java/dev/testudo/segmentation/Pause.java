// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/** What follows an utterance; the mastering profile says how long each pause lasts. */
public enum Pause {
  /** The sentence continues in the next utterance: it was split at a clause. */
  CLAUSE,
  SENTENCE,
  PARAGRAPH,
  /** After a heading, and after a section break within a chapter. */
  HEADING
}
