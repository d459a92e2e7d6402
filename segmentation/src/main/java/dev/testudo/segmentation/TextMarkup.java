// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks that plain-text books use inside a paragraph: {@code _emphasis_}, references such as
 * {@code [1]}, and notes and captions in square brackets.
 *
 * @param masked the text with every silent range blanked, so that structure can be seen in it
 * @param silent markup and omissions, in order and disjoint
 */
record TextMarkup(String masked, List<Span> silent, List<Omission> omissions) {
  private static final Pattern BRACKET_NOTE =
      Pattern.compile("(?i)\\[\\s*(illustration|footnote|transcriber|note:|sidenote|blank page)");
  private static final Pattern NOTE_MARKER = Pattern.compile("\\[(?:\\d{1,3}|[A-Za-z*†‡])\\]");
  private static final Pattern EMPHASIS =
      Pattern.compile("(?<![\\p{L}\\p{N}])_+(?=\\S)|(?<=\\S)_+(?![\\p{L}\\p{N}])");
  private static final int LONGEST_NOTE = 10_000;

  TextMarkup {
    silent = List.copyOf(silent);
    omissions = List.copyOf(omissions);
  }

  static TextMarkup find(String text, Span body) {
    StringBuilder masked = new StringBuilder(text);
    mask(masked, new Span(0, body.start()));
    mask(masked, new Span(body.end(), text.length()));
    List<Omission> omissions = bracketNotes(masked);
    Matcher marker = NOTE_MARKER.matcher(masked);
    while (marker.find()) {
      Span span = new Span(marker.start(), marker.end());
      if (!startsParagraph(masked, span.start())) {
        omissions.add(new Omission(Omission.Reason.NOTE_MARKER, span));
        mask(masked, span);
      }
    }
    List<Span> silent = new ArrayList<>(omissions.stream().map(Omission::span).toList());
    Matcher voice = SpeechMarks.VOICE_MARK.matcher(masked.toString());
    while (voice.find()) {
      Span span = new Span(voice.start(), voice.end());
      silent.add(span);
      mask(masked, span);
    }
    Matcher emphasis = EMPHASIS.matcher(masked);
    while (emphasis.find()) {
      Span span = new Span(emphasis.start(), emphasis.end());
      silent.add(span);
    }
    silent.sort(Comparator.comparingInt(Span::start));
    return new TextMarkup(masked.toString(), silent, omissions);
  }

  private static List<Omission> bracketNotes(StringBuilder masked) {
    List<Omission> notes = new ArrayList<>();
    Matcher opening = BRACKET_NOTE.matcher(masked);
    int from = 0;
    while (opening.find(from)) {
      int end = closingBracket(masked, opening.start());
      from = Math.max(end, opening.end());
      if (end > 0) {
        Span span = new Span(opening.start(), end);
        notes.add(new Omission(reason(opening.group(1)), span));
        mask(masked, span);
      }
    }
    return notes;
  }

  /** {@return the offset after the bracket that closes the one at start, or 0} */
  private static int closingBracket(CharSequence text, int start) {
    int depth = 0;
    int limit = Math.min(text.length(), start + LONGEST_NOTE);
    for (int i = start; i < limit; i++) {
      if (text.charAt(i) == '[') {
        depth++;
      } else if (text.charAt(i) == ']' && --depth == 0) {
        return i + 1;
      }
    }
    return 0;
  }

  private static Omission.Reason reason(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "illustration", "blank page" -> Omission.Reason.ILLUSTRATION;
      case "transcriber" -> Omission.Reason.TRANSCRIBER_NOTE;
      default -> Omission.Reason.FOOTNOTE;
    };
  }

  private static boolean startsParagraph(CharSequence text, int offset) {
    int lineEnds = 0;
    int i = offset - 1;
    for (; i >= 0 && Character.isWhitespace(text.charAt(i)); i--) {
      lineEnds += text.charAt(i) == '\n' ? 1 : 0;
    }
    return i < 0 || lineEnds >= 2;
  }

  private static void mask(StringBuilder text, Span span) {
    for (int i = span.start(); i < span.end(); i++) {
      if (text.charAt(i) != '\n') {
        text.setCharAt(i, ' ');
      }
    }
  }
}
