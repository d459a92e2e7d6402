// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** The numbers that a page shows before the items of ordered lists. */
final class ListNumbers {
  private static final Pattern UNNUMBERED =
      Pattern.compile(
          "(?:^| )(?:none|no-?(?:bullet|number|marker|list)s?|plain|simple|unstyled|toc|nav|list-unstyled)(?:$| )");
  private static final Pattern NUMBERED =
      Pattern.compile("[(\\[]?(?:\\d+|[ivxIVX]+|[A-Za-z])[.)\\]].*", Pattern.DOTALL);

  private final Map<Element, Integer> next = new HashMap<>();
  private String mark = "";

  void enter(Element item) {
    Element list = item.parent();
    mark = "";
    if (list == null || !XhtmlRole.name(list).equals("ol") || isUnnumbered(list)) {
      return;
    }
    boolean reversed = list.hasAttr("reversed");
    int first = integer(list.attr("start"), reversed ? list.children().size() : 1);
    int number = integer(item.attr("value"), next.getOrDefault(list, first));
    next.put(list, number + (reversed ? -1 : 1));
    mark = form(number, list.attr("type")) + ". ";
  }

  void leave() {
    mark = "";
  }

  /** {@return the mark of the item that begins, unless its own text has one} */
  String take(String words) {
    String taken = NUMBERED.matcher(words).matches() ? "" : mark;
    mark = "";
    return taken;
  }

  private static boolean isUnnumbered(Element list) {
    String style = list.attr("style").replace(" ", "").toLowerCase(Locale.ROOT);
    return UNNUMBERED.matcher(list.className().toLowerCase(Locale.ROOT)).find()
        || style.contains("list-style:none")
        || style.contains("list-style-type:none");
  }

  private static int integer(String value, int otherwise) {
    return value.matches("-?\\d{1,6}") ? Integer.parseInt(value) : otherwise;
  }

  private static String form(int number, String type) {
    boolean letter = number >= 1 && number <= 26;
    return switch (type) {
      case "a", "A" -> letter ? Character.toString(type.charAt(0) + number - 1) : "" + number;
      default -> Integer.toString(number);
    };
  }
}
