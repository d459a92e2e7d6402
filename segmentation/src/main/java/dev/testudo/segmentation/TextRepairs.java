// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Undoes what typesetting did to words: invisible marks within them, drop caps that stand apart,
 * and letterspacing.
 */
final class TextRepairs {
  private static final Pattern DROP_CAP =
      Pattern.compile("([\"“‘']?)(\\p{Lu}) (\\p{Lu}+|\\p{Ll}+)(?=[ ,.;:!?’'])(?![’']\\p{L})");
  private static final Pattern SPACED =
      Pattern.compile("(?<![\\p{L}\\p{N}])\\p{L}(?:\\s{1,3}\\p{L}(?![\\p{L}\\p{N}’'.])){3,60}");
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[\\u00ad\\u034f\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufeff]");
  private static final char FIRST_WIDE = '！';
  private static final char LAST_WIDE = '～';
  private static final Pattern FULL_WIDTH = Pattern.compile("[！-～]");
  private static final int MIN_SPACED_CAPITALS = 5;

  private TextRepairs() {}

  static AlignedText repair(AlignedText text) {
    AlignedText usual = FULL_WIDTH.matcher(text.text()).find() ? narrowed(text) : text;
    return usual.text().indexOf('ⁿ') >= 0 ? repairWords(lowered(usual)) : repairWords(usual);
  }

  /** Full-width letters, digits and signs are the usual ones, set as wide as an ideograph. */
  private static AlignedText narrowed(AlignedText text) {
    AlignedText.Builder out = new AlignedText.Builder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.text().charAt(i);
      Span span = text.source(i, i + 1);
      boolean wide = c >= FIRST_WIDE && c <= LAST_WIDE;
      out.append(
          String.valueOf(wide ? (char) (c - FIRST_WIDE + '!') : c), span.start(), span.end());
    }
    return out.build();
  }

  /** A raised n is a letter to Unicode, and would be part of the word that it stands behind. */
  private static AlignedText lowered(AlignedText text) {
    AlignedText.Builder out = new AlignedText.Builder();
    for (int i = 0; i < text.length(); i++) {
      if (text.text().charAt(i) == 'ⁿ') {
        Span span = text.source(i, i + 1);
        out.append("^n", span.start(), span.end());
      } else {
        out.append(text.slice(i, i + 1));
      }
    }
    return out.build();
  }

  private static AlignedText repairWords(AlignedText text) {
    AlignedText visible = INVISIBLE.matcher(text.text()).find() ? withoutInvisible(text) : text;
    return joinSpaced(joinDropCap(visible));
  }

  private static AlignedText withoutInvisible(AlignedText text) {
    AlignedText.Builder out = new AlignedText.Builder();
    Matcher mark = INVISIBLE.matcher(text.text());
    int from = 0;
    while (mark.find()) {
      out.append(text.slice(from, mark.start()));
      from = mark.end();
    }
    out.append(text.slice(from, text.length()));
    return out.build();
  }

  /** "T HE night" begins with one word; "A MAN came" with two. */
  private static AlignedText joinDropCap(AlignedText text) {
    Matcher cap = DROP_CAP.matcher(text.text());
    if (!cap.lookingAt()) {
      return text;
    }
    WordList list = WordList.english();
    String first = cap.group(2);
    String rest = cap.group(3);
    boolean wordAlone =
        first.matches("[AIO]")
            && (list.contains(rest) || (rest.length() == 1 && !isWord(first + rest, list)));
    if (wordAlone || !isWord(first + rest, list)) {
      return text;
    }
    boolean lowerRest = Character.isLowerCase(rest.charAt(0));
    if (!lowerRest && !followedBySmall(text.text(), cap.end())) {
      return text;
    }
    AlignedText.Builder out = new AlignedText.Builder();
    out.append(text.slice(0, cap.end(2)));
    for (int i = cap.start(3); i < cap.end(3); i++) {
      Span span = text.source(i, i + 1);
      String small = text.text().substring(i, i + 1).toLowerCase(java.util.Locale.ROOT);
      out.append(small, span.start(), span.end());
    }
    out.append(text.slice(cap.end(3), text.length()));
    return out.build();
  }

  private static boolean followedBySmall(String text, int at) {
    int next = at;
    while (next < text.length() && !Character.isLetter(text.charAt(next))) {
      next++;
    }
    return next < text.length()
        && (Character.isLowerCase(text.charAt(next))
            || (next + 1 < text.length() && Character.isLowerCase(text.charAt(next + 1))));
  }

  private static boolean isWord(String word, WordList list) {
    return list.contains(word);
  }

  /** "T h e e n d": letters that make words when they are put together. */
  private static AlignedText joinSpaced(AlignedText text) {
    Matcher spaced = SPACED.matcher(text.text());
    AlignedText.Builder out = new AlignedText.Builder();
    int from = 0;
    while (spaced.find()) {
      String letters = spaced.group().replaceAll("\\s+", "");
      boolean capitals = letters.chars().noneMatch(Character::isLowerCase);
      if (capitals && letters.length() < MIN_SPACED_CAPITALS) {
        continue;
      }
      int[] ends = wordEnds(letters);
      if (ends.length == 0) {
        continue;
      }
      out.append(text.slice(from, spaced.start()));
      int word = 0;
      int letter = 0;
      for (int i = spaced.start(); i < spaced.end(); i++) {
        if (!Character.isLetter(text.text().charAt(i))) {
          continue;
        }
        if (letter == ends[word]) {
          word++;
          Span at = text.source(i, i + 1);
          out.append(" ", at.start(), at.start());
        }
        out.append(text.slice(i, i + 1));
        letter++;
      }
      from = spaced.end();
    }
    if (from == 0) {
      return text;
    }
    out.append(text.slice(from, text.length()));
    return out.build();
  }

  /** Few long words cost least; a name such as "Teri" costs as much as a letter alone. */
  private static int price(String word, WordList list) {
    return switch (word.length()) {
      case 1 -> 4;
      case 2 -> 3;
      default -> list.isCommon(word) ? 2 : 4;
    };
  }

  /**
   * {@return where the words end, as few and as long as possible; empty if some letters are none}
   */
  private static int[] wordEnds(String letters) {
    WordList list = WordList.english();
    int length = letters.length();
    int[] cost = new int[length + 1];
    int[] last = new int[length + 1];
    for (int to = 1; to <= length; to++) {
      cost[to] = Integer.MAX_VALUE;
      for (int from = Math.max(0, to - 20); from < to; from++) {
        String word = letters.substring(from, to);
        boolean single = word.length() == 1;
        if (cost[from] != Integer.MAX_VALUE
            && (single ? word.matches("[aAIO]") : list.contains(word))) {
          int price = cost[from] + price(word, list);
          if (price <= cost[to]) {
            cost[to] = price;
            last[to] = from;
          }
        }
      }
    }
    if (cost[length] == Integer.MAX_VALUE || cost[length] > length) {
      return new int[0];
    }
    java.util.ArrayDeque<Integer> ends = new java.util.ArrayDeque<>();
    for (int to = length; to > 0; to = last[to]) {
      ends.addFirst(to);
    }
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }
}
