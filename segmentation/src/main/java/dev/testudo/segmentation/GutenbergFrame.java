// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Project Gutenberg puts around a book: a header with its title, and a licence.
 *
 * @param title empty if there is no header; so are author and language
 * @param body the book between both, or the whole text
 */
record GutenbergFrame(
    String title, String author, String language, Span body, List<Omission> omissions) {
  private static final Pattern START =
      Pattern.compile(
          "(?im)^[ \\t]*\\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG(?:(?!\\*{3}|\\n\\s*\\n)[\\s\\S]){0,400}\\*{3}.*$"
              + "|^.*\\*END\\*? ?THE SMALL PRINT!.*$");
  private static final Pattern END =
      Pattern.compile(
          "(?im)^[ \\t]*(?:\\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the |this )?Project Gutenberg).*$");
  private static final Pattern LANGUAGE_CODE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]+)*");

  GutenbergFrame {
    omissions = List.copyOf(omissions);
  }

  static GutenbergFrame find(String text) {
    Matcher start = START.matcher(text);
    int from = start.find() ? start.end() : 0;
    Matcher end = END.matcher(text);
    int to = end.find(from) ? end.start() : text.length();
    List<Omission> omissions = new ArrayList<>();
    if (from > 0) {
      omissions.add(new Omission(Omission.Reason.GUTENBERG_HEADER, new Span(0, from)));
    }
    if (to < text.length()) {
      Span licence = new Span(to, text.length());
      omissions.add(new Omission(Omission.Reason.GUTENBERG_LICENCE, licence));
    }
    String header = text.substring(0, from);
    return new GutenbergFrame(
        field(header, "Title"),
        field(header, "Author"),
        languageTag(field(header, "Language")),
        new Span(from, to),
        omissions);
  }

  private static String field(String header, String name) {
    Matcher field = Pattern.compile("(?m)^" + name + ":[ \\t]*(\\S.*)$").matcher(header);
    return field.find() ? field.group(1).strip() : "";
  }

  private static String languageTag(String name) {
    if (name.isEmpty() || LANGUAGE_CODE.matcher(name).matches()) {
      return name;
    }
    for (String code : Locale.getISOLanguages()) {
      if (Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH).equalsIgnoreCase(name)) {
        return code;
      }
    }
    return "";
  }
}
