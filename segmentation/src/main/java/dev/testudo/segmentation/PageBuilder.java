// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** An XHTML page made of a file of another format, to be read as any page is. */
final class PageBuilder {
  private final Document page = Document.createShell("");
  private Element at = page.body();

  /** {@return the element that text goes to} */
  Element at() {
    return at;
  }

  PageBuilder open(String name) {
    at = at.appendElement(name);
    return this;
  }

  PageBuilder attribute(String name, String value) {
    at.attr(name, value);
    return this;
  }

  void close() {
    at = Optional.ofNullable(at.parent()).orElseThrow();
  }

  void text(String text) {
    at.appendText(text);
  }

  void lineBreak() {
    at.appendElement("br");
  }

  /** Adds a whole element. */
  void add(String name, String text) {
    open(name).text(text);
    close();
  }

  void image(String alternative) {
    if (!alternative.isBlank()) {
      at.appendElement("img").attr("alt", alternative);
    }
  }

  PageBuilder title(String title) {
    page.title(title);
    return this;
  }

  PageBuilder author(String author) {
    page.head().appendElement("meta").attr("name", "author").attr("content", author);
    return this;
  }

  /**
   * Says something of the book.
   *
   * @param field a component of {@link BookDetails}
   */
  PageBuilder detail(String field, String value) {
    if (!value.isBlank()) {
      page.head().appendElement("meta").attr("name", field).attr("content", value.strip());
    }
    return this;
  }

  PageBuilder language(String language) {
    page.getElementsByTag("html").attr("lang", language);
    return this;
  }

  Document page() {
    return page;
  }
}
