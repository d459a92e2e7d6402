// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A heading, paragraph or stanza of a manuscript.
 *
 * @param span where it stands in the manuscript, without blanks at both ends
 * @param silent the ranges within that are markup or are left unread, in order and disjoint
 */
public record Block(Kind kind, Span span, List<Span> silent) {
  public Block {
    requireNonNull(kind, "kind is null");
    requireNonNull(span, "span is null");
    silent = List.copyOf(silent);
  }

  /** What a block is, as far as reading aloud cares. */
  public enum Kind {
    HEADING,
    PARAGRAPH,
    /** Lines count: each ends with a short pause. */
    VERSE,
    /** A mark such as {@code * * *} between two scenes; it has no words. */
    SECTION_BREAK
  }

  /** {@return the text to read: silent ranges left out, each run of blanks one space} */
  public AlignedText readable(CharSequence manuscript) {
    AlignedText.Builder out = new AlignedText.Builder();
    int silence = 0;
    int position = span.start();
    while (position < span.end()) {
      while (silence < silent.size() && silent.get(silence).end() <= position) {
        silence++;
      }
      if (silence < silent.size() && silent.get(silence).start() <= position) {
        position = Math.min(span.end(), silent.get(silence).end());
      } else if (isInvisible(manuscript.charAt(position))) {
        position++;
      } else if (isBlank(manuscript.charAt(position))) {
        position = appendGap(manuscript, position, out);
      } else {
        out.appendVerbatim(manuscript, position, position + 1);
        position++;
      }
    }
    return out.build().strip();
  }

  /**
   * {@return a part of the text as a reader sees it: silent ranges left out, blanks as one space}
   */
  public String seen(CharSequence manuscript, Span part) {
    StringBuilder seen = new StringBuilder();
    int position = part.start();
    for (Span silence : silent) {
      if (silence.start() >= position && silence.start() < part.end()) {
        seen.append(manuscript, position, silence.start());
        position = Math.min(part.end(), silence.end());
      }
    }
    return seen.append(manuscript, Math.min(position, part.end()), part.end())
        .toString()
        .replaceAll(
            "[\\u00AD\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u2069\\uFEFF]", "")
        .strip()
        .replaceAll("\\s+", " ");
  }

  /**
   * {@return a part of the text as a reader sees it: silent ranges left out, blanks as one space, a
   * line feed between the lines of a stanza}
   */
  public AlignedText shown(CharSequence manuscript, Span part) {
    AlignedText.Builder out = new AlignedText.Builder();
    int silence = 0;
    int position = part.start();
    while (position < part.end()) {
      while (silence < silent.size() && silent.get(silence).end() <= position) {
        silence++;
      }
      char character = manuscript.charAt(position);
      if (silence < silent.size() && silent.get(silence).start() <= position) {
        position = Math.min(part.end(), silent.get(silence).end());
      } else if (isBlank(character)) {
        int end = position;
        while (end < part.end() && isBlank(manuscript.charAt(end))) {
          end++;
        }
        boolean line = kind == Kind.VERSE && hasLineEnd(manuscript, position, end);
        if (!out.isEmpty() && !isBlank(out.last())) {
          out.append(line ? "\n" : " ", position, end);
        }
        position = end;
      } else {
        if (!isInvisible(character)) {
          out.appendVerbatim(manuscript, position, position + 1);
        }
        position++;
      }
    }
    return out.build().strip();
  }

  private int appendGap(CharSequence manuscript, int start, AlignedText.Builder out) {
    int end = start;
    while (end < span.end() && isBlank(manuscript.charAt(end))) {
      end++;
    }
    if (kind == Kind.VERSE && isLineEnd(manuscript, start, end, out)) {
      out.append(",", start, start);
    }
    if (!out.isEmpty() && out.last() != ' ' && !isHyphenated(manuscript, start, end)) {
      out.append(" ", start, end);
    }
    return end;
  }

  // "good-\nhumoured" is one word, and so is one with a soft hyphen.
  private static boolean isHyphenated(CharSequence manuscript, int start, int end) {
    return start >= 2
        && "-\u2010\u00AD".indexOf(manuscript.charAt(start - 1)) >= 0
        && Character.isLetter(manuscript.charAt(start - 2))
        && end < manuscript.length()
        && Character.isLetter(manuscript.charAt(end))
        && hasLineEnd(manuscript, start, end);
  }

  // A line whose follower begins with a capital was broken by the poet, not by the page's width.
  private boolean isLineEnd(CharSequence manuscript, int start, int end, AlignedText.Builder out) {
    boolean broken = hasLineEnd(manuscript, start, end);
    if (!broken || out.isEmpty() || !Character.isLetterOrDigit(out.last())) {
      return false;
    }
    int next = end;
    while (next < span.end() && !Character.isLetterOrDigit(manuscript.charAt(next))) {
      next++;
    }
    return next < span.end() && Character.isUpperCase(manuscript.charAt(next));
  }

  private static boolean hasLineEnd(CharSequence manuscript, int start, int end) {
    return manuscript.subSequence(start, end).toString().indexOf('\n') >= 0;
  }

  private static boolean isBlank(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  /** {@return whether a sign only tells a page where to break, join or turn: a soft hyphen, say} */
  private static boolean isInvisible(char character) {
    return character == '\u00AD'
        || (character >= '\u200B' && character <= '\u200F')
        || (character >= '\u202A' && character <= '\u202E')
        || (character >= '\u2060' && character <= '\u2064')
        || (character >= '\u2066' && character <= '\u2069')
        || character == '\uFEFF';
  }
}
