// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** Reads FictionBook 2: sections with titles, poems, epigraphs; its notes are left out. */
final class Fb2Reader {
  private static final int DEEPEST_HEADING = 6;

  private final PageBuilder page = new PageBuilder();
  private int depth;

  private Fb2Reader() {}

  static Manuscript read(String fileName, Document book) {
    Fb2Reader reader = new Fb2Reader();
    EpubPackage.named(book, "title-info").stream().findFirst().ifPresent(reader::addProperties);
    EpubPackage.named(book, "publish-info").stream().findFirst().ifPresent(reader::addPublisher);
    EpubPackage.named(book, "body").forEach(reader::body);
    return HtmlReader.read(fileName, reader.page.page());
  }

  private void addProperties(Element info) {
    page.title(text(info, "book-title")).language(text(info, "lang"));
    EpubPackage.named(info, "sequence").stream()
        .findFirst()
        .ifPresent(
            sequence ->
                page.detail("series", sequence.attr("name"))
                    .detail("part", sequence.attr("number")));
    page.detail("description", text(info, "annotation"));
    page.detail("date", text(info, "date"));
    page.author(
        EpubPackage.named(info, "author").stream()
            .map(
                author ->
                    List.of("first-name", "middle-name", "last-name").stream()
                        .map(part -> text(author, part))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" ")))
            .collect(Collectors.joining(", ")));
  }

  private void addPublisher(Element info) {
    page.detail("publisher", text(info, "publisher"));
    page.detail("date", text(info, "year"));
    page.detail("isbn", text(info, "isbn"));
  }

  private static String text(Element element, String name) {
    return EpubPackage.named(element, name).stream()
        .map(found -> found.text().strip())
        .findFirst()
        .orElse("");
  }

  private void body(Element body) {
    boolean notes = body.attr("name").matches("(?i)notes|footnotes|comments");
    page.open("section");
    if (notes) {
      page.attribute("epub:type", "footnotes");
    }
    depth = 1;
    children(body);
    page.close();
  }

  private void children(Element element) {
    for (Node child : element.childNodes()) {
      if (child instanceof TextNode words) {
        page.text(words.getWholeText());
      } else if (child instanceof Element inner) {
        visit(inner);
      }
    }
  }

  private void visit(Element element) {
    switch (XhtmlRole.name(element)) {
      case "section" -> {
        depth++;
        within("section", "", element);
        depth--;
      }
      case "title" -> heading(element);
      case "p", "subtitle", "text-author", "date" -> within("p", "", element);
      case "empty-line" -> page.add("hr", "");
      case "poem" -> within("div", "poem", element);
      case "stanza" -> within("div", "stanza", element);
      case "v" -> within("p", "line", element);
      case "epigraph", "cite" -> within("blockquote", "", element);
      case "table" -> within("table", "", element);
      case "tr" -> within("tr", "", element);
      case "td", "th" -> within(XhtmlRole.name(element), "", element);
      case "image" -> page.image(element.attr("alt"));
      case "sup", "sub" -> within(XhtmlRole.name(element), "", element);
      case "strikethrough" -> within("s", "", element);
      case "a" -> {
        boolean note = element.attr("type").equals("note");
        within(note ? "sup" : "span", note ? "noteref" : "", element);
      }
      case "code" -> within("code", "", element);
      default -> children(element);
    }
  }

  private void within(String name, String className, Element element) {
    page.open(name);
    if (!className.isEmpty()) {
      page.attribute("class", className);
    }
    children(element);
    page.close();
  }

  /** The lines of a title are one heading. */
  private void heading(Element title) {
    page.open("h" + Math.min(DEEPEST_HEADING, depth));
    boolean first = true;
    for (Node line : title.childNodes()) {
      if (line instanceof Element element && !XhtmlRole.name(element).equals("p")) {
        visit(element);
        continue;
      }
      String words = line instanceof Element element ? element.wholeText() : line.nodeValue();
      page.text(first || words.isBlank() ? "" : ". ");
      first &= words.isBlank();
      if (line instanceof Element element) {
        children(element);
      } else {
        page.text(words);
      }
    }
    page.close();
  }
}
