// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** Reads ODT: its paragraphs, headings, lists, tables and notes; not what was deleted. */
final class OdtReader {
  static final String CONTENT = "content.xml";

  private final PageBuilder page = new PageBuilder();
  private final Set<String> numbered = new HashSet<>();
  private final Deque<String> listStyles = new ArrayDeque<>();

  private final EpubArchive archive;

  private OdtReader(EpubArchive archive) {
    this.archive = archive;
  }

  static Manuscript read(EpubArchive archive) {
    Document content = archive.xml(CONTENT).orElseThrow();
    OdtReader reader = new OdtReader(archive);
    archive.xml("meta.xml").ifPresent(reader::addProperties);
    archive.xml("styles.xml").ifPresent(reader::addLists);
    reader.addLists(content);
    EpubPackage.named(content, "body").forEach(reader::children);
    archive.xml("styles.xml").ifPresent(reader::addPageFrames);
    return HtmlReader.read(archive.fileName(), reader.page.page());
  }

  private void addProperties(Document meta) {
    page.title(text(meta, "title"));
    String author = text(meta, "initial-creator");
    page.author(author.isEmpty() ? text(meta, "creator") : author);
    page.language(text(meta, "language"));
    page.detail("description", text(meta, "description"));
    // What a person added to the properties of the document.
    for (Element field : EpubPackage.named(meta, "user-defined")) {
      page.detail(field.attr("meta:name").toLowerCase(Locale.ROOT), field.text());
    }
  }

  private static String text(Document document, String name) {
    return EpubPackage.named(document, name).stream()
        .map(element -> element.text().strip())
        .findFirst()
        .orElse("");
  }

  private void addLists(Document document) {
    EpubPackage.named(document, "list-style").stream()
        .filter(style -> !EpubPackage.named(style, "list-level-style-number").isEmpty())
        .forEach(style -> numbered.add(style.attr("style:name")));
  }

  /** Headers and footers of pages are left unread, and listed. */
  private void addPageFrames(Document styles) {
    for (Element master : EpubPackage.named(styles, "master-page")) {
      page.open("div").attribute("epub:type", "pagebreak");
      children(master);
      page.close();
    }
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
      case "h" -> within("h" + level(element), element);
      case "p" -> within("p", element);
      case "line-break" -> page.lineBreak();
      case "tab", "s" -> page.text(" ");
      case "soft-page-break", "sequence-decls", "forms", "bookmark", "change-info" -> {
        // Nothing to see.
      }
      case "tracked-changes" -> within("del", element);
      case "annotation" -> hidden(element);
      case "list" -> list(element);
      case "list-item" -> within("li", element);
      case "table" -> within("table", element);
      case "table-row" -> within("tr", element);
      case "table-cell" -> within("td", element);
      case "note-citation" -> page.add("sup", element.text());
      case "note-body" -> note(element);
      case "table-of-content", "illustration-index", "alphabetical-index" -> within("nav", element);
      case "frame" -> frame(element);
      default -> children(element);
    }
  }

  private static int level(Element heading) {
    String level = heading.attr("text:outline-level");
    return level.matches("[1-6]") ? Integer.parseInt(level) : 1;
  }

  private void within(String name, Element element) {
    page.open(name);
    children(element);
    page.close();
  }

  private void hidden(Element element) {
    page.open("span").attribute("hidden", "hidden");
    page.text(element.text());
    page.close();
  }

  // A note's body stands within its paragraph: as one run of text it stays there.
  private void note(Element element) {
    page.open("span").attribute("epub:type", "footnote");
    page.text(element.text());
    page.close();
  }

  private void list(Element list) {
    String style =
        Optional.of(list.attr("text:style-name"))
            .filter(name -> !name.isEmpty())
            .orElse(listStyles.isEmpty() ? "" : listStyles.peek());
    listStyles.push(style);
    within(numbered.contains(style) ? "ol" : "ul", list);
    listStyles.pop();
  }

  private void frame(Element frame) {
    String words =
        EpubPackage.named(frame, "desc").stream()
            .findFirst()
            .or(() -> EpubPackage.named(frame, "title").stream().findFirst())
            .map(Element::text)
            .orElse("");
    page.image(words);
    EpubPackage.named(frame, "text-box").forEach(this::children);
    EpubPackage.named(frame, "object").forEach(this::formula);
  }

  /** A formula is a document of its own within the archive, in MathML. */
  private void formula(Element object) {
    String folder = object.attr("xlink:href").replaceFirst("^\\./", "");
    archive.xml(folder + "/" + CONTENT).stream()
        .flatMap(document -> EpubPackage.named(document, "math").stream())
        .limit(1)
        .forEach(math -> page.at().appendChild(math.clone()));
  }
}
