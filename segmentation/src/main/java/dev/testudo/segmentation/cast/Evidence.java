// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the paragraphs of a book say about who speaks, acts and is present in them. */
final class Evidence {
  private final List<Paragraph> paragraphs;
  private final List<List<Attribution>> attributions = new ArrayList<>();
  private final List<Set<Attribution>> actors = new ArrayList<>();
  private final List<Set<String>> present = new ArrayList<>();
  private final Persons persons;

  Evidence(List<Paragraph> paragraphs) {
    this.paragraphs = List.copyOf(paragraphs);
    AttributionReader reader = new AttributionReader(this.paragraphs);
    for (int i = 0; i < paragraphs.size(); i++) {
      attributions.add(reader.of(i));
      actors.add(reader.actors(paragraphs.get(i)));
    }
    this.persons = new Persons(this.paragraphs, attributions, actors);
    for (Paragraph paragraph : this.paragraphs) {
      present.add(persons.present(paragraph));
    }
  }

  int size() {
    return paragraphs.size();
  }

  Paragraph paragraph(int index) {
    return paragraphs.get(index);
  }

  Persons persons() {
    return persons;
  }

  /** {@return what stands beside a quotation} */
  Attribution attribution(int index, int quotation) {
    return attributions.get(index).get(quotation);
  }

  /** {@return who acts in the narration of a paragraph} */
  Set<Attribution> actors(int index) {
    return actors.get(index);
  }

  /** {@return the persons whom a paragraph's narration names or its quotations address} */
  Set<String> present(int index) {
    return present.get(index);
  }

  /** {@return whether a speech goes on from the paragraph before, or into the next one} */
  boolean isLongSpeech(int index) {
    return paragraphs.get(index).continued()
        || (index + 1 < paragraphs.size() && paragraphs.get(index + 1).continued());
  }
}
