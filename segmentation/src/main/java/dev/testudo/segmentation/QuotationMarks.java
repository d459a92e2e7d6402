// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.regex.Pattern;

/**
 * Tells quotation marks from apostrophes along one text; to be asked from left to right.
 *
 * <p>The sign that closes a single quotation is the sign of an apostrophe, so what it is depends on
 * its neighbours and on whether a quotation is open.
 */
final class QuotationMarks {
  enum Role {
    OPENING,
    CLOSING,
    APOSTROPHE
  }

  private static final String MARKS = "\"“”„‟«»'‘’‚‛‹›`´";
  private static final String DOUBLE = "\"“”„‟«»";
  private static final Pattern ELISION =
      Pattern.compile(
          "(?i)(?:tis|tisn|twas|twasn|twere|twill|twould|em|un|bout|cause|til|till|neath|gainst|cept|ome|ave|ere|d|ll|s|\\d\\ds?)\\b");

  private final String text;
  private int openSingles;
  private boolean openDouble;

  QuotationMarks(String text) {
    this.text = text;
  }

  static boolean isMark(char character) {
    return MARKS.indexOf(character) >= 0;
  }

  /** {@return whether a double quotation is open where was read last} */
  boolean isDoubleOpen() {
    return openDouble;
  }

  Role read(int at) {
    char mark = text.charAt(at);
    boolean wordBefore = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
    boolean wordAfter = at + 1 < text.length() && Character.isLetterOrDigit(text.charAt(at + 1));
    if (DOUBLE.indexOf(mark) >= 0) {
      return readDouble(mark, at);
    }
    if (mark != '‘' && wordBefore && (wordAfter || openSingles == 0)) {
      return Role.APOSTROPHE;
    }
    if (wordAfter && !wordBefore) {
      boolean elision = ELISION.matcher(text).region(at + 1, text.length()).lookingAt();
      if (elision || mark == '’') {
        return Role.APOSTROPHE;
      }
    }
    if (mark == '‘'
        || mark == '‚'
        || mark == '‹'
        || (mark != '’' && mark != '›' && opensHere(at))) {
      openSingles++;
      return Role.OPENING;
    }
    openSingles = Math.max(0, openSingles - 1);
    return Role.CLOSING;
  }

  private Role readDouble(char mark, int at) {
    boolean opens =
        mark == '“'
            || mark == '„'
            || mark == '«'
            || (mark == '"' && (opensHere(at) || (!openDouble && !closesHere(at))));
    openDouble = opens;
    return opens ? Role.OPENING : Role.CLOSING;
  }

  private boolean opensHere(int at) {
    boolean blankBefore = at == 0 || " \u00A0([-—–\"“‘'".indexOf(text.charAt(at - 1)) >= 0;
    return blankBefore && at + 1 < text.length() && text.charAt(at + 1) != ' ';
  }

  private boolean closesHere(int at) {
    return at > 0 && text.charAt(at - 1) != ' ';
  }
}
