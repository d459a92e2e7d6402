// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RTF as the JDK's parser needs it to lose no words. That parser drops what stands in fields, such
 * as the words of a link, in text boxes, and in notes, and shows what is hidden. So fields and text
 * boxes are opened, and what is not to be read is moved behind the text, each behind a sign that no
 * text holds.
 */
final class RtfSource {
  /** What is left unread, by the keyword that begins its group. */
  private static final Map<String, Omission.Reason> UNREAD =
      Map.ofEntries(
          Map.entry("footnote", Omission.Reason.FOOTNOTE),
          Map.entry("annotation", Omission.Reason.HIDDEN),
          Map.entry("header", Omission.Reason.PAGE_NUMBER),
          Map.entry("headerl", Omission.Reason.PAGE_NUMBER),
          Map.entry("headerr", Omission.Reason.PAGE_NUMBER),
          Map.entry("headerf", Omission.Reason.PAGE_NUMBER),
          Map.entry("footer", Omission.Reason.PAGE_NUMBER),
          Map.entry("footerl", Omission.Reason.PAGE_NUMBER),
          Map.entry("footerr", Omission.Reason.PAGE_NUMBER),
          Map.entry("footerf", Omission.Reason.PAGE_NUMBER));

  private static final List<Omission.Reason> REASONS =
      List.of(Omission.Reason.FOOTNOTE, Omission.Reason.HIDDEN, Omission.Reason.PAGE_NUMBER);
  private static final char FIRST_SIGN = '\uFDD0';
  private static final Pattern SIGN =
      Pattern.compile("[" + FIRST_SIGN + "-" + (char) (FIRST_SIGN + REASONS.size() - 1) + "]");

  /** Properties of shapes, and the older form of a shape that is there already. */
  private static final Pattern DROPPED =
      Pattern.compile("\\{(?:\\\\\\*)?\\\\(?:sp|shprslt)(?![a-z])");

  private static final Pattern OPENED =
      Pattern.compile("(?:\\\\\\*)?\\\\(?:field|dptxbxtext|pntext|shpinst|shptxt)(?![a-z])");
  private static final Pattern KEYWORD =
      Pattern.compile("\\{\\s*(?:\\\\\\*)?\\\\([a-z]{1,32})(?:-?\\d{1,10})? ?");
  private static final Pattern HIDDEN =
      Pattern.compile("\\{(?:\\\\[a-z]{1,32}(?:-?\\d{1,10})? ?){0,20}?\\\\v(?![a-z0-9])");
  private static final Pattern BINARY = Pattern.compile("\\\\bin(\\d{1,9}) ?");

  private final String rtf;
  private final StringBuilder shown = new StringBuilder();
  private final StringBuilder unread = new StringBuilder();

  private RtfSource(String rtf) {
    this.rtf = rtf;
  }

  /** {@return the file with what is left unread at its end, behind signs} */
  static String rearranged(String rtf) {
    RtfSource source = new RtfSource(rtf);
    source.copy();
    int end = source.shown.lastIndexOf("}");
    return source.shown.insert(end < 0 ? source.shown.length() : end, source.unread).toString();
  }

  /** {@return the text of a rearranged file that is to be read} */
  static String read(String text) {
    Matcher sign = SIGN.matcher(text);
    return sign.find() ? text.substring(0, sign.start()) : text;
  }

  /** {@return the manuscript with what a rearranged file's text has behind its signs} */
  static Manuscript withUnread(Manuscript manuscript, String text) {
    Manuscript whole = manuscript;
    Matcher sign = SIGN.matcher(text);
    int from = sign.find() ? sign.start() : text.length();
    while (from < text.length()) {
      int end = sign.find() ? sign.start() : text.length();
      String words = text.substring(from + 1, end).strip();
      if (!words.isEmpty()) {
        whole = whole.withUnread(REASONS.get(text.charAt(from) - FIRST_SIGN), words);
      }
      from = end;
    }
    return whole;
  }

  private void copy() {
    int at = 0;
    while (at < rtf.length()) {
      char here = rtf.charAt(at);
      int end = at + 1;
      if (here == '{') {
        end = copyGroup(at);
      } else if (here == '\\') {
        end = copyControl(at);
      } else {
        shown.append(here);
      }
      at = end;
    }
  }

  /** Copies an opening brace, or moves or drops its whole group. */
  private int copyGroup(int at) {
    if (matches(DROPPED, at)) {
      return endOfGroup(at);
    }
    Matcher keyword = KEYWORD.matcher(rtf).region(at, rtf.length());
    if (keyword.lookingAt() && UNREAD.containsKey(keyword.group(1))) {
      return move(UNREAD.get(keyword.group(1)), keyword.end(), endOfGroup(at));
    }
    if (matches(HIDDEN, at)) {
      return move(Omission.Reason.HIDDEN, at + 1, endOfGroup(at));
    }
    shown.append('{');
    return at + 1;
  }

  private int move(Omission.Reason reason, int from, int end) {
    String words = from < end ? rtf.substring(from, end) : "}";
    unread
        .append("\\par\\u")
        .append((short) (FIRST_SIGN + REASONS.indexOf(reason)))
        .append("? {")
        .append(OPENED.matcher(words).replaceAll(""));
    return end;
  }

  private int copyControl(int at) {
    Matcher opened = OPENED.matcher(rtf).region(at, rtf.length());
    if (opened.lookingAt()) {
      return opened.end();
    }
    int end = endOfControl(at);
    shown.append(rtf, at, end);
    return end;
  }

  private int endOfControl(int at) {
    Matcher binary = BINARY.matcher(rtf).region(at, rtf.length());
    int end = binary.lookingAt() ? binary.end() + Integer.parseInt(binary.group(1)) : at + 2;
    return Math.min(rtf.length(), end);
  }

  private int endOfGroup(int start) {
    int depth = 0;
    int at = start;
    while (at < rtf.length()) {
      char here = rtf.charAt(at);
      depth += here == '{' ? 1 : here == '}' ? -1 : 0;
      at = here == '\\' ? endOfControl(at) : at + 1;
      if (depth == 0) {
        return at;
      }
    }
    return at;
  }

  private boolean matches(Pattern pattern, int at) {
    return pattern.matcher(rtf).region(at, rtf.length()).lookingAt();
  }
}
