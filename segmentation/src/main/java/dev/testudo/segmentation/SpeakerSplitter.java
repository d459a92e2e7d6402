// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;

/** Cuts sentences where the speaker changes; to be asked in the order of the manuscript. */
final class SpeakerSplitter {
  private final List<SpeakerSpan> lines;
  private int next;

  /**
   * @param lines what is said, in order and disjoint; the rest is narration
   */
  SpeakerSplitter(List<SpeakerSpan> lines) {
    this.lines = List.copyOf(lines);
  }

  /** Text of one speaker, empty for the narrator. */
  record Part(AlignedText text, String speaker) {}

  /** {@return the parts of a sentence in order; together they hold all of it but blanks} */
  List<Part> split(AlignedText sentence) {
    Span source = sentence.source();
    while (next < lines.size() && lines.get(next).span().end() <= source.start()) {
      next++;
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int i = next; i < lines.size() && lines.get(i).span().start() < source.end(); i++) {
      SpeakerSpan line = lines.get(i);
      int start = offset(sentence, from, line.span().start());
      int end = offset(sentence, start, line.span().end());
      add(sentence.slice(from, start), "", parts);
      add(sentence.slice(start, end), line.speaker(), parts);
      from = end;
    }
    add(sentence.slice(from, sentence.length()), "", parts);
    return parts;
  }

  private static int offset(AlignedText text, int from, int sourceOffset) {
    int at = from;
    while (at < text.length() && text.source(at, at + 1).start() < sourceOffset) {
      at++;
    }
    return at;
  }

  /** What has no words belongs to the part before, or else to the one that follows. */
  private static void add(AlignedText text, String speaker, List<Part> parts) {
    AlignedText part = text.strip();
    if (part.isBlank()) {
      return;
    }
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (last != null && (last.speaker().equals(speaker) || !hasWord(part))) {
      parts.set(parts.size() - 1, new Part(last.text().join(part), last.speaker()));
    } else if (last != null && !hasWord(last.text())) {
      parts.set(parts.size() - 1, new Part(last.text().join(part), speaker));
    } else {
      parts.add(new Part(part, speaker));
    }
  }

  private static boolean hasWord(AlignedText text) {
    return text.text().chars().anyMatch(Character::isLetterOrDigit);
  }
}
