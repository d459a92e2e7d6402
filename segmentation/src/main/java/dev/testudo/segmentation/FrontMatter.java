// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The YAML lines that may stand at the top of a Markdown file.
 *
 * @param title empty if it is not told; so are author and language
 * @param end where the text begins, 0 if there is no front matter
 */
record FrontMatter(String title, String author, String language, BookDetails details, int end) {
  private static final Pattern LINES =
      Pattern.compile(
          "\\A---[ \\t]*\\R([\\s\\S]*?)^(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)", Pattern.MULTILINE);

  /** Fields that are also known by other names. */
  private static final Map<String, String> NAMES =
      Map.of("part", "(?:part|volume|series[-_]index)", "description", "(?:description|abstract)");

  static FrontMatter find(String text) {
    Matcher lines = LINES.matcher(text);
    boolean found = lines.find();
    String fields = found ? lines.group(1) : "";
    return new FrontMatter(
        field(fields, "title"),
        field(fields, "author"),
        field(fields, "lang(?:uage)?"),
        BookDetails.of(name -> field(fields, NAMES.getOrDefault(name, name))),
        found ? lines.end() : 0);
  }

  private static String field(String fields, String name) {
    Matcher field =
        Pattern.compile("(?m)^" + name + ":[ \\t]*[\"']?(.*?)[\"']?[ \\t]*$").matcher(fields);
    return field.find() ? field.group(1) : "";
  }
}
