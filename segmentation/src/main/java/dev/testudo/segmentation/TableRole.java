// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Tells tables that only lay out prose from tables of data, which a listener cannot follow. */
final class TableRole {
  private static final int PROSE_CELL = 60;

  private TableRole() {}

  /** {@return whether the cells are to be read one after the other, as a text} */
  static boolean isRead(Element table) {
    String role = table.attr("role");
    if (role.equals("presentation") || role.equals("none")) {
      return true;
    }
    List<Element> rows = named(table, "tr");
    List<Element> cells =
        rows.stream()
            .flatMap(row -> row.children().stream())
            .filter(cell -> !cell.text().isBlank())
            .toList();
    if (cells.isEmpty()) {
      return false;
    }
    if (cells.stream().anyMatch(XhtmlRole::isPersona)) {
      return true;
    }
    boolean headed = !named(table, "th").isEmpty() || !named(table, "thead").isEmpty();
    boolean oneColumn =
        rows.stream()
            .allMatch(row -> row.children().stream().filter(c -> !c.text().isBlank()).count() <= 1);
    return !headed && ((oneColumn && isSaid(cells)) || isProse(cells) || isDrama(rows));
  }

  private static boolean isSaid(List<Element> cells) {
    return cells.stream().anyMatch(cell -> cell.text().matches("(?s).*\\p{L}{2,}.*"));
  }

  private static boolean isProse(List<Element> cells) {
    long prose =
        cells.stream()
            .filter(
                cell ->
                    cell.text().length() >= PROSE_CELL
                        && cell.text().matches("(?s).*[.!?][\"”’)]*"))
            .count();
    return prose * 2 >= cells.size();
  }

  // A name on the left, a sentence on the right.
  private static boolean isDrama(List<Element> rows) {
    int speeches = 0;
    int pairs = 0;
    for (Element row : rows) {
      Elements cells = row.children();
      if (cells.size() > 2) {
        return false;
      }
      if (cells.size() == 2 && !cells.get(1).text().isBlank()) {
        pairs++;
        boolean name = cells.get(0).text().matches("[\\p{L} .’'-]{0,40}[.:]?");
        speeches += name && cells.get(1).text().matches("(?s).*[.!?…—-][\"”’)]*") ? 1 : 0;
      }
    }
    return pairs > 0 && speeches * 10 >= pairs * 8;
  }

  private static List<Element> named(Element root, String name) {
    return root.getAllElements().stream().filter(e -> XhtmlRole.name(e).equals(name)).toList();
  }
}
