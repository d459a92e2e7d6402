// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.report;

import java.util.List;

/** Text as it may stand in a page, and tables of it. */
final class Html {
  private Html() {}

  /** {@return the text with everything replaced that means something to a browser} */
  static String text(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }

  /** {@return a table whose cells are plain text} */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
    head.forEach(cell -> table.append("<th>").append(text(cell)).append("</th>"));
    table.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      table.append("<tr>");
      row.forEach(cell -> table.append(cell(cell)));
      table.append("</tr>");
    }
    return table.append("</tbody></table></div>").toString();
  }

  private static String cell(String cell) {
    String kind =
        cell.matches("-?[\\d.]+( %| s| min \\d+ s| h \\d+ min)?")
            ? "<td class=\"number\">"
            : "<td>";
    return kind + text(cell) + "</td>";
  }

  static String section(String title, String explanation, String content) {
    return "<section><h2>%s</h2><p class=\"note\">%s</p>%s</section>%n"
        .formatted(text(title), text(explanation), content);
  }
}
