// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/**
 * Grows a spoken text: words are kept apart, punctuation is put where a reader expects it, and
 * marks that would follow one another are reduced to the strongest.
 */
final class SpeechBuilder {
  private static final String STOPS = ".?!";
  private static final String PAUSES = ",;:";
  private static final int LONGEST_ELLIPSIS = 3;

  private final AlignedText.Builder out = new AlignedText.Builder();
  private boolean afterWord;

  /** Says words; they never run together with the words before. */
  void words(String words, int start, int end) {
    if (afterWord || endsWithAny(PAUSES) || endsWithAny(STOPS) || endsWithAny(")")) {
      out.append(" ", start, start);
    }
    out.append(words, start, end);
    afterWord = true;
  }

  void space(int start, int end) {
    if (!out.isEmpty() && !endsWithAny(" (") && !isOpenQuote()) {
      out.append(" ", start, end);
    }
    afterWord = false;
  }

  /** Joins the parts of a word: a hyphen or an apostrophe. */
  void joint(char mark, int start, int end) {
    if (out.isEmpty() || out.last() != mark) {
      out.append(String.valueOf(mark), start, end);
    }
    afterWord = false;
  }

  void open(char mark, int start, int end) {
    if (out.isEmpty() || out.last() != mark) {
      if (!out.isEmpty() && !endsWithAny(" (\"")) {
        out.append(" ", start, start);
      }
      out.append(String.valueOf(mark), start, end);
    }
    afterWord = false;
  }

  void close(char mark, int start, int end) {
    dropSpace();
    afterWord = false;
    if (endsWithAny("(")) {
      out.removeLast();
      dropSpace();
    } else if (!out.isEmpty() && out.last() != mark) {
      out.append(String.valueOf(mark), start, end);
    }
  }

  /** Ends a phrase or a sentence. */
  void punctuate(char mark, int start, int end) {
    dropSpace();
    afterWord = false;
    if (out.isEmpty() || endsWithAny("(")) {
      return;
    }
    if (PAUSES.indexOf(mark) >= 0) {
      if (endsWithAny(PAUSES) && mark != ',') {
        out.removeLast();
      }
      if (!endsWithAny(PAUSES) && !endsWithAny(STOPS) && !isOpenQuote()) {
        out.append(String.valueOf(mark), start, end);
      }
      return;
    }
    if (endsWithAny(PAUSES)) {
      out.removeLast();
    }
    boolean again = mark == '.' ? endsWithAny("?!") || isEllipsis() : out.last() == mark;
    if (!again) {
      out.append(String.valueOf(mark), start, end);
    }
  }

  /** Says a dash: a short pause between words. */
  void dash(int start, int end) {
    punctuate(',', start, end);
    space(end, end);
  }

  /** Ends the text with a full stop unless it ends with a mark already. */
  void endSentence(int start, int end) {
    dropSpace();
    if (!endsWithAny(STOPS) && !endsWithAny("\"")) {
      punctuate('.', start, end);
    }
  }

  boolean isEmpty() {
    return out.isEmpty();
  }

  AlignedText build() {
    return out.build().strip();
  }

  private void dropSpace() {
    while (!out.isEmpty() && out.last() == ' ') {
      out.removeLast();
    }
  }

  private boolean endsWithAny(String marks) {
    return !out.isEmpty() && marks.indexOf(out.last()) >= 0;
  }

  private boolean isEllipsis() {
    return out.tail(LONGEST_ELLIPSIS).equals("...");
  }

  // An opening quotation mark follows a blank, or nothing at all.
  private boolean isOpenQuote() {
    String tail = out.tail(2);
    return tail.equals("\"") || tail.equals(" \"") || tail.equals("(\"");
  }
}
