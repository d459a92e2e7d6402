// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text for XML and HTML. */
final class Markup {
  private Markup() {}

  /** {@return the text as an element's content or an attribute's value} */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                  // What XML 1.0 cannot hold.
                  if (point >= ' ' || point == '\n' || point == '\t') {
                    out.appendCodePoint(point);
                  }
                }
              }
            });
    return out.toString();
  }

  /** {@return verse lines as lines} */
  static String lines(String text) {
    return escaped(text).replace("\n", "<br/>");
  }

  static String joined(List<String> parts) {
    return parts.stream().collect(Collectors.joining());
  }

  /** {@return a time as SMIL has it, such as {@code 1:02:03.004}} */
  static String clock(double seconds) {
    long millis = Math.round(seconds * 1000);
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        millis % 1000);
  }
}
