// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text that knows, for each of its characters, which characters of the manuscript it stands for.
 *
 * <p>Readable text (hard wraps joined, markup left out) and spoken text (numbers written as words)
 * are both of this kind, so every piece of them leads back to the untouched manuscript. Immutable.
 */
public final class AlignedText {
  private final String text;
  // Source offsets per character, both non-decreasing: character i stands for [starts[i], ends[i]).
  private final int[] starts;
  private final int[] ends;

  private AlignedText(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** {@return the given text, each character standing for itself} */
  public static AlignedText of(String text) {
    Builder builder = new Builder();
    builder.appendVerbatim(text, 0, text.length());
    return builder.build();
  }

  public String text() {
    return text;
  }

  public int length() {
    return text.length();
  }

  public boolean isBlank() {
    return text.isBlank();
  }

  /** {@return the manuscript's span that characters [from, to) stand for} */
  public Span source(int from, int to) {
    if (from >= to) {
      throw new IllegalArgumentException("Cannot give a source to [" + from + ", " + to + ")");
    }
    return new Span(starts[from], ends[to - 1]);
  }

  /** {@return the manuscript's span that the whole text stands for} */
  public Span source() {
    return source(0, text.length());
  }

  /** {@return the sources of all characters, to be kept without the text} */
  public SourceMap sourceMap() {
    List<Integer> runs = new ArrayList<>();
    int at = 0;
    while (at < length()) {
      int length = Math.max(verbatim(at), equal(at));
      runs.addAll(List.of(length, starts[at], ends[at + length - 1]));
      at += length;
    }
    return new SourceMap(runs);
  }

  /** {@return how many characters from here on stand for one character each, side by side} */
  private int verbatim(int from) {
    int to = from;
    while (to < length() && starts[to] == starts[from] + to - from && ends[to] == starts[to] + 1) {
      to++;
    }
    return to - from;
  }

  /** {@return how many characters from here on stand for the same range} */
  private int equal(int from) {
    int to = from;
    while (to < length() && starts[to] == starts[from] && ends[to] == ends[from]) {
      to++;
    }
    return to - from;
  }

  public AlignedText slice(int from, int to) {
    return new AlignedText(
        text.substring(from, to),
        Arrays.copyOfRange(starts, from, to),
        Arrays.copyOfRange(ends, from, to));
  }

  /** {@return this text without blanks at both ends} */
  public AlignedText strip() {
    int from = 0;
    int to = text.length();
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return slice(from, to);
  }

  /** {@return both texts, with one space between them} */
  public AlignedText join(AlignedText next) {
    Builder builder = new Builder();
    builder.append(this);
    builder.append(" ", ends[ends.length - 1], next.starts[0]);
    builder.append(next);
    return builder.build();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Grows an aligned text; what is appended must not step back in the manuscript. */
  static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private int[] starts = new int[64];
    private int[] ends = new int[64];

    /** Appends characters that all stand for the manuscript's range [start, end). */
    void append(CharSequence characters, int start, int end) {
      for (int i = 0; i < characters.length(); i++) {
        appendCharacter(characters.charAt(i), start, end);
      }
    }

    /** Appends a range of a text, each character standing for itself. */
    void appendVerbatim(CharSequence manuscript, int start, int end) {
      for (int i = start; i < end; i++) {
        appendCharacter(manuscript.charAt(i), i, i + 1);
      }
    }

    void append(AlignedText other) {
      for (int i = 0; i < other.length(); i++) {
        appendCharacter(other.text.charAt(i), other.starts[i], other.ends[i]);
      }
    }

    boolean isEmpty() {
      return text.length() == 0;
    }

    char last() {
      return text.charAt(text.length() - 1);
    }

    void removeLast() {
      text.setLength(text.length() - 1);
    }

    /** {@return the last characters, at most this many} */
    String tail(int count) {
      return text.substring(Math.max(0, text.length() - count));
    }

    AlignedText build() {
      int length = text.length();
      return new AlignedText(
          text.toString(), Arrays.copyOf(starts, length), Arrays.copyOf(ends, length));
    }

    private void appendCharacter(char character, int start, int end) {
      int index = text.length();
      if (index == starts.length) {
        starts = Arrays.copyOf(starts, index * 2);
        ends = Arrays.copyOf(ends, index * 2);
      }
      text.append(character);
      starts[index] = start;
      ends[index] = end;
    }
  }
}
