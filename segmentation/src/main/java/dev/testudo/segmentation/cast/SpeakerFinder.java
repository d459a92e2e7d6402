// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Names the speakers of a dialogue. What the narration says beside a quotation names its speaker;
 * for the others a model of turns weighs pronouns, actions, who is present and who is addressed,
 * and a name is given where it is nearly certain.
 */
final class SpeakerFinder {
  private static final int MAX_NARRATION = 3;

  private final Evidence evidence;
  // The speaker of each quotation of each paragraph, empty where none is certain.
  private final List<List<String>> speakers = new ArrayList<>();

  SpeakerFinder(List<Paragraph> paragraphs) {
    this.evidence = new Evidence(paragraphs);
    for (Paragraph paragraph : paragraphs) {
      speakers.add(
          new ArrayList<>(
              Collections.nCopies(paragraph.quotations().size(), paragraph.character())));
    }
    int start = 0;
    while (start < evidence.size()) {
      int end = endOfScene(start);
      new Scene(evidence, start, end).nameSpeakers(speakers);
      start = end;
    }
    for (int i = 1; i < evidence.size(); i++) {
      continueSpeech(i);
    }
  }

  /** {@return the speaker of a quotation, if it is safe to name one} */
  Optional<String> speaker(int paragraph, int quotation) {
    return Optional.of(speakers.get(paragraph).get(quotation)).filter(name -> !name.isEmpty());
  }

  /** {@return what title, first name and pronouns say; mixed evidence says nothing} */
  Gender gender(String name) {
    return evidence.persons().gender(name);
  }

  /** A scene ends at a break, before a play's speech, and where narration goes on for long. */
  private int endOfScene(int start) {
    int narration = 0;
    int end = start;
    while (end < evidence.size() && narration <= MAX_NARRATION) {
      Paragraph paragraph = evidence.paragraph(end);
      if (paragraph.text().isBlank() || !paragraph.character().isEmpty()) {
        return end + 1;
      }
      narration = paragraph.quotations().isEmpty() ? narration + 1 : 0;
      end++;
    }
    return end;
  }

  /** What goes on from the paragraph before has the speaker of its beginning. */
  private void continueSpeech(int index) {
    List<String> before = speakers.get(index - 1);
    List<String> here = speakers.get(index);
    boolean continued = evidence.paragraph(index).continued() && !here.isEmpty();
    if (continued && here.get(0).isEmpty() && !before.isEmpty()) {
      here.set(0, before.get(before.size() - 1));
    }
  }
}
