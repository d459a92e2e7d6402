// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * What a book's style sheets hide.
 *
 * @param hiddenClasses classes whose elements are not displayed
 */
record XhtmlStyles(Set<String> hiddenClasses) {
  static final XhtmlStyles NONE = new XhtmlStyles(Set.of());

  private static final int LONGEST_SHEET = 1 << 20;
  private static final Pattern CLASS = Pattern.compile("\\s*\\w*\\.([\\w-]+)\\s*");
  private static final Pattern NOT_SHOWN =
      Pattern.compile("(?i)(?:^|[;\\s])(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden)");

  XhtmlStyles {
    hiddenClasses = Set.copyOf(hiddenClasses);
  }

  /** {@return what a style sheet hides by a class alone, whatever the medium} */
  static XhtmlStyles of(String css) {
    Set<String> hidden = new HashSet<>();
    int from = 0;
    int end = Math.min(css.length(), LONGEST_SHEET);
    for (int open = css.indexOf('{'); open >= 0 && open < end; open = css.indexOf('{', from)) {
      String selectors = css.substring(from, open);
      int close = closingBrace(css, open, end);
      // Rules within @media are of other media.
      if (selectors.indexOf('@') < 0 && NOT_SHOWN.matcher(css.substring(open + 1, close)).find()) {
        addClasses(selectors, hidden);
      }
      from = Math.min(end, close + 1);
    }
    return new XhtmlStyles(hidden);
  }

  private static int closingBrace(String css, int open, int end) {
    int depth = 0;
    for (int i = open; i < end; i++) {
      char sign = css.charAt(i);
      depth += sign == '{' ? 1 : sign == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return end;
  }

  private static void addClasses(String selectors, Set<String> hidden) {
    String withoutComments = selectors.substring(selectors.lastIndexOf("*/") + 1);
    for (String selector : withoutComments.split(",", -1)) {
      Matcher byClass = CLASS.matcher(selector.replaceFirst("^/", ""));
      if (byClass.matches()) {
        hidden.add(byClass.group(1));
      }
    }
  }

  XhtmlStyles and(XhtmlStyles other) {
    Set<String> both = new HashSet<>(hiddenClasses);
    both.addAll(other.hiddenClasses);
    return new XhtmlStyles(both);
  }

  boolean isHidden(Element element) {
    return element.hasAttr("hidden")
        || element.attr("aria-hidden").toLowerCase(Locale.ROOT).equals("true")
        || NOT_SHOWN.matcher(element.attr("style")).find()
        || element.classNames().stream().anyMatch(hiddenClasses::contains);
  }
}
