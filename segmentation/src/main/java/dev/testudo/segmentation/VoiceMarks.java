// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/** Finds what text and Markdown mark by {@code [voice: NAME]} and {@code [/voice]}. */
final class VoiceMarks {
  private VoiceMarks() {}

  /**
   * {@return what stands between the marks, in order and disjoint}
   *
   * @param omissions what is left unread; a mark in it is none
   * @throws ManuscriptException in one sentence that names the line of a mark without its other end
   */
  static List<SpeakerSpan> find(String fileName, String text, List<Omission> omissions) {
    List<SpeakerSpan> voiced = new ArrayList<>();
    Matcher mark = SpeechMarks.VOICE_MARK.matcher(text);
    String name = "";
    int start = -1;
    int from = 0;
    while (mark.find()) {
      if (isOmitted(mark.start(), omissions)) {
        continue;
      }
      boolean opens = mark.group("name") != null;
      if (opens == start >= 0) {
        throw refused(
            fileName,
            text,
            opens ? start : mark.start(),
            opens
                ? "[voice: %s] has no [/voice]".formatted(name)
                : "[/voice] has no [voice: NAME]");
      }
      if (opens) {
        name = mark.group("name").strip();
        start = mark.start();
        from = mark.end();
        if (name.isEmpty()) {
          throw refused(fileName, text, start, "[voice: ] has no name");
        }
      } else {
        if (from < mark.start()) {
          voiced.add(new SpeakerSpan(new Span(from, mark.start()), name));
        }
        start = -1;
      }
    }
    if (start >= 0) {
      throw refused(fileName, text, start, "[voice: %s] has no [/voice]".formatted(name));
    }
    return voiced;
  }

  private static boolean isOmitted(int offset, List<Omission> omissions) {
    return omissions.stream()
        .map(Omission::span)
        .anyMatch(span -> span.start() <= offset && offset < span.end());
  }

  private static ManuscriptException refused(String fileName, String text, int at, String why) {
    long line = 1 + text.substring(0, at).chars().filter(c -> c == '\n').count();
    return new ManuscriptException(
        "Cannot read %s: line %d, %s; write [voice: NAME] before and [/voice] after what the voice reads"
            .formatted(fileName, line, why));
  }
}
