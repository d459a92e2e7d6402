// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/**
 * What stands around a written form. It looks a few words far at most, so that a long text costs no
 * more than a short one.
 */
final class Context {
  private static final int FARTHEST = 40;

  private final String text;
  private final int start;
  private final int end;
  private final boolean inQuotation;

  Context(String text, int start, int end, boolean inQuotation) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.inQuotation = inQuotation;
  }

  /** {@return whether a double quotation is open here} */
  boolean inQuotation() {
    return inQuotation;
  }

  boolean startsText() {
    return text.substring(Math.max(0, start - FARTHEST), start).isBlank() && start < FARTHEST;
  }

  boolean endsText() {
    int at = end;
    while (at < text.length()
        && at - end < FARTHEST
        && !Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return at == text.length();
  }

  /** {@return whether no small letter, comma or semicolon follows} */
  boolean endsSentence() {
    int at = skipAhead(end);
    return at == text.length()
        || !(Character.isLowerCase(text.charAt(at)) || ",;".indexOf(text.charAt(at)) >= 0);
  }

  /** {@return the character just before, or a blank} */
  char charBefore() {
    return start == 0 ? ' ' : text.charAt(start - 1);
  }

  /** {@return the character just after, or a blank} */
  char charAfter() {
    return end == text.length() ? ' ' : text.charAt(end);
  }

  /** {@return whether a comma and a blank stand just before} */
  boolean isAfterComma() {
    return start > 1 && text.charAt(start - 1) == ' ' && text.charAt(start - 2) == ',';
  }

  /**
   * {@return the word before, with the full stop of an abbreviation; empty if a mark parts them}
   */
  String before() {
    return wordBefore(start);
  }

  /** {@return the word before the word before} */
  String beforeThat() {
    String before = before();
    return before.isEmpty() ? "" : wordBefore(skipBack(start) - before.length());
  }

  /** {@return the word after; empty if a mark parts them} */
  String after() {
    return wordAt(skipAhead(end));
  }

  /** {@return the word after the word after} */
  String afterThat() {
    int next = skipAhead(end);
    String after = wordAt(next);
    return after.isEmpty() ? "" : wordAt(skipAhead(next + after.length()));
  }

  private String wordBefore(int from) {
    int to = skipBack(from);
    int at = to;
    if (at > 0 && text.charAt(at - 1) == '.') {
      at--;
    }
    int wordEnd = at;
    while (at > 0 && to - at < FARTHEST && isWordPart(text.charAt(at - 1))) {
      at--;
    }
    return at == wordEnd ? "" : text.substring(at, to);
  }

  private String wordAt(int from) {
    int to = from;
    while (to < text.length() && to - from < FARTHEST && isWordPart(text.charAt(to))) {
      to++;
    }
    return text.substring(from, to);
  }

  private int skipBack(int from) {
    int at = from;
    while (at > 0 && from - at < FARTHEST && isBlank(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private int skipAhead(int from) {
    int at = from;
    while (at < text.length() && at - from < FARTHEST && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '\'' || c == '’';
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
