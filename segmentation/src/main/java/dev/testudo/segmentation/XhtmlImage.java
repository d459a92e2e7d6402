// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** What the alternative text of an image stands for. */
final class XhtmlImage {
  private static final Pattern FORMULA_CLASS =
      Pattern.compile("(?:^|[ _-])(?:latex|math|tex|equation|formula|mathjax)(?:$|[ _-])");
  private static final Pattern LATEX = Pattern.compile("\\\\[A-Za-z]{2,}|[_^]\\{|^\\$.*\\$$");
  private static final Pattern DECORATION =
      Pattern.compile(
          "(?i)(?:(?:an?|the) )?(?:image|img|icon|ornament|decorat\\w+|logo|figure|fig\\.|picture|illustration|cover|photo\\w*|drawing|map|chart"
              + "|diagram|graph|portrait|engraving|frontispiece|scene break|divider|separator|line|rule|flourish|fleuron|\\[?illustration)\\b.*"
              + "|.*\\.(?:png|jpe?g|gif|svg|webp)|\\W*");
  private static final int LONGEST_WORDS = 40;

  private XhtmlImage() {}

  static boolean isFormula(Element image) {
    return FORMULA_CLASS.matcher(image.className().toLowerCase(Locale.ROOT)).find()
        || LATEX.matcher(image.attr("alt")).find();
  }

  /** {@return whether the image is in place of a letter, a word, or a heading's words} */
  static boolean isWords(Element image) {
    String alt = image.attr("alt").strip();
    if (isInitial(image)) {
      return true;
    }
    if (DECORATION.matcher(alt).matches() || alt.length() > LONGEST_WORDS) {
      return false;
    }
    Element block = block(image);
    return XhtmlRole.isHeading(block)
        ? block.text().isBlank()
        : !XhtmlRole.shortText(block, 1).equals(block.text()) && block.hasText();
  }

  /** {@return whether it is the first letter, or the first word, of the word or sentence after} */
  static boolean isInitial(Element image) {
    String alt = image.attr("alt").strip();
    Node next = image.nextSibling();
    Node parent = image;
    while (next == null && parent.parent() instanceof Element outer && !XhtmlRole.isBlock(outer)) {
      parent = outer;
      next = outer.nextSibling();
    }
    String after =
        next instanceof TextNode words
            ? words.getWholeText()
            : next instanceof Element element ? element.wholeText() : "";
    return alt.matches("[\"“‘'(]*\\p{L}{1,2}")
        && !after.isEmpty()
        && Character.isLetter(after.charAt(0));
  }

  private static Element block(Element image) {
    Element element = image;
    while (element.parent() != null && !XhtmlRole.isBlock(element)) {
      element = element.parent();
    }
    return element;
  }
}
