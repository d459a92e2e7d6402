// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is said for a text.
 *
 * @param text letters, spaces and {@code . , ; : ? ! ' " - ( )} only; may be empty
 * @param unspeakable the source ranges of characters for which there is nothing to say
 * @param foreign words of other scripts, as they were written
 */
public record SpokenForm(AlignedText text, List<Span> unspeakable, List<String> foreign) {
  public SpokenForm {
    requireNonNull(text, "text is null");
    unspeakable = List.copyOf(unspeakable);
    foreign = List.copyOf(foreign);
  }

  /** {@return whether there is a word to say} */
  boolean hasWords() {
    return text.text().chars().anyMatch(Character::isLetter);
  }
}
