// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation.cast;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The marks that a book sets around what is said; other marks within them are nested ones. */
enum QuotationStyle {
  DOUBLE("“\"", "”\""),
  SINGLE("‘'", "’'"),
  GUILLEMETS("«", "»"),
  REVERSED_GUILLEMETS("»", "«"),
  LOW("„", "“”\"");

  private static final Pattern ELISION =
      Pattern.compile(
          "(?i)(?:tis|tisn|twas|twasn|twere|twill|twould|em|un|bout|cause|til|till|neath|gainst|ome|ave|ere|er|im|e|d|ll|s|\\d\\ds?)\\b");
  private static final String SENTENCE_MARKS = ".,!?;:…—–-";

  private final String opening;
  private final String closing;

  QuotationStyle(String opening, String closing) {
    this.opening = opening;
    this.closing = closing;
  }

  /** {@return the style in which most paragraphs begin, or else the one with most marks} */
  static QuotationStyle of(List<String> paragraphs) {
    return List.of(values()).stream()
        .max(Comparator.comparingLong(style -> style.evidence(paragraphs)))
        .orElse(DOUBLE);
  }

  private long evidence(List<String> paragraphs) {
    long starts = 0;
    long pairs = 0;
    for (String paragraph : paragraphs) {
      if (opens(paragraph, 0)) {
        starts++;
      }
      if (this != SINGLE && holdsPair(paragraph)) {
        pairs++;
      }
    }
    return 4 * starts + pairs;
  }

  private boolean holdsPair(String text) {
    int open = 0;
    while (open < text.length() && opening.indexOf(text.charAt(open)) < 0) {
      open++;
    }
    for (int i = open + 1; i < text.length(); i++) {
      if (closing.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  boolean isGuillemets() {
    return this == GUILLEMETS;
  }

  /** {@return whether a quotation begins here, if none is open} */
  boolean opens(String text, int at) {
    if (at >= text.length() || opening.indexOf(text.charAt(at)) < 0) {
      return false;
    }
    char mark = text.charAt(at);
    boolean blankAfter = at + 1 == text.length() || isBlank(text.charAt(at + 1));
    if (this == GUILLEMETS || this == REVERSED_GUILLEMETS || mark == '“' || mark == '„') {
      return true;
    }
    boolean free = at == 0 || isBlank(text.charAt(at - 1)) || isBefore(text.charAt(at - 1));
    if (!free || blankAfter) {
      return false;
    }
    if (this != SINGLE || mark == '‘') {
      return true;
    }
    Matcher elision = ELISION.matcher(text).region(at + 1, text.length());
    return !elision.lookingAt() || (at == 0 && closesSurely(text, 1));
  }

  /** {@return whether the quotation that is open ends here} */
  boolean closes(String text, int at) {
    if (closing.indexOf(text.charAt(at)) < 0) {
      return false;
    }
    if (this != SINGLE) {
      return text.charAt(at) != '"' || (at > 0 && !isBlank(text.charAt(at - 1)));
    }
    boolean letterAfter = at + 1 < text.length() && Character.isLetterOrDigit(text.charAt(at + 1));
    if (letterAfter || isBlank(text.charAt(at - 1))) {
      return false;
    }
    return !Character.isLetterOrDigit(text.charAt(at - 1)) || !closesSurely(text, at + 1);
  }

  /** "The boys' hats," for instance, where a mark that closes for certain comes later. */
  private boolean closesSurely(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '‘' || (character == '\'' && isBlank(text.charAt(i - 1)))) {
        return false;
      }
      boolean letterAfter = i + 1 < text.length() && Character.isLetterOrDigit(text.charAt(i + 1));
      if (closing.indexOf(character) >= 0
          && !letterAfter
          && SENTENCE_MARKS.indexOf(text.charAt(i - 1)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether a paragraph goes on with what is said in the one before, as it may begin} */
  boolean continues(String text) {
    return opens(text, 0) || (!text.isEmpty() && closing.indexOf(text.charAt(0)) >= 0);
  }

  private static boolean isBlank(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }

  private static boolean isBefore(char character) {
    return "([-—–“‘\"'".indexOf(character) >= 0;
  }
}
