package dev.testudo.segmentation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The YAML lines that may stand at the top of a Markdown file.
 *
 * @param title empty if it is not told; so are author, language and series
 * @param end where the text begins, 0 if there is no front matter
 */
record FrontMatter(String title, String author, String language, String series, int end) {
  private static final Pattern LINES =
      Pattern.compile(
          "\\A---[ \\t]*\\R([\\s\\S]*?)^(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)", Pattern.MULTILINE);

  static FrontMatter find(String text) {
    Matcher lines = LINES.matcher(text);
    boolean found = lines.find();
    String fields = found ? lines.group(1) : "";
    return new FrontMatter(
        field(fields, "title"),
        field(fields, "author"),
        field(fields, "lang(?:uage)?"),
        field(fields, "series"),
        found ? lines.end() : 0);
  }

  private static String field(String fields, String name) {
    Matcher field =
        Pattern.compile("(?m)^" + name + ":[ \\t]*[\"']?(.*?)[\"']?[ \\t]*$").matcher(fields);
    return field.find() ? field.group(1) : "";
  }
}
