// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Reads DOCX: its paragraphs, headings by style, lists, tables, notes; not what was deleted. */
final class DocxReader {
  static final String CONTENT = "word/document.xml";

  private static final Pattern HEADING = Pattern.compile("heading ([1-6])");
  private static final Pattern UNNUMBERED = Pattern.compile("bullet|none|");

  private final Map<String, Integer> headingStyles = new HashMap<>();
  private final Map<String, String> numberFormats = new HashMap<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private final PageBuilder page = new PageBuilder();

  private DocxReader() {}

  static Manuscript read(EpubArchive archive) {
    Document content = archive.xml(CONTENT).orElseThrow();
    DocxReader reader = new DocxReader();
    archive.xml("docProps/core.xml").ifPresent(reader::addProperties);
    archive.xml("word/styles.xml").ifPresent(reader::addStyles);
    archive.xml("word/numbering.xml").ifPresent(reader::addNumbering);
    reader.children(content);
    archive.xml("word/footnotes.xml").ifPresent(reader::addNotes);
    archive.xml("word/endnotes.xml").ifPresent(reader::addNotes);
    archive.xml("word/comments.xml").ifPresent(part -> reader.addUnread("hidden", "", part));
    for (String path : archive.paths("word/(?:header|footer)\\d*\\.xml")) {
      archive.xml(path).ifPresent(part -> reader.addUnread("epub:type", "pagebreak", part));
    }
    return HtmlReader.read(archive.fileName(), reader.page.page());
  }

  private void addProperties(Document core) {
    page.title(first(core, "title").map(Element::text).orElse("").strip());
    page.author(first(core, "creator").map(Element::text).orElse("").strip());
    first(core, "language").map(Element::text).ifPresent(page::language);
    for (String field : List.of("description", "publisher", "date")) {
      first(core, field).map(Element::text).ifPresent(value -> page.detail(field, value));
    }
  }

  private void addStyles(Document styles) {
    for (Element style : EpubPackage.named(styles, "style")) {
      String name = child(style, "name").map(DocxReader::value).orElse("").toLowerCase(Locale.ROOT);
      Matcher heading = HEADING.matcher(name);
      if (heading.matches()) {
        headingStyles.put(attribute(style, "styleId"), Integer.parseInt(heading.group(1)));
      } else if (name.equals("title")) {
        headingStyles.put(attribute(style, "styleId"), 1);
      }
    }
  }

  private void addNumbering(Document numbering) {
    Map<String, Element> lists = new HashMap<>();
    EpubPackage.named(numbering, "abstractNum")
        .forEach(list -> lists.put(attribute(list, "abstractNumId"), list));
    for (Element num : EpubPackage.named(numbering, "num")) {
      String of = child(num, "abstractNumId").map(DocxReader::value).orElse("");
      for (Element level :
          Optional.ofNullable(lists.get(of)).map(Element::children).orElseGet(Elements::new)) {
        String format = child(level, "numFmt").map(DocxReader::value).orElse("");
        numberFormats.put(attribute(num, "numId") + "/" + attribute(level, "ilvl"), format);
      }
    }
  }

  private void addNotes(Document notes) {
    for (Element note : EpubPackage.named(notes, "footnote")) {
      addNote(note);
    }
    for (Element note : EpubPackage.named(notes, "endnote")) {
      addNote(note);
    }
  }

  private void addNote(Element note) {
    if (!note.text().isBlank()) {
      page.open("aside").attribute("class", "footnote");
      children(note);
      page.close();
    }
  }

  /** Adds a part that is left unread by an attribute, so that it is listed. */
  private void addUnread(String attribute, String value, Document part) {
    page.open("div").attribute(attribute, value);
    children(part);
    page.close();
  }

  private void children(Element element) {
    element.children().forEach(this::visit);
  }

  private void visit(Element element) {
    switch (XhtmlRole.name(element)) {
      case "p" -> paragraph(element);
      case "r" -> run(element);
      case "t" -> page.text(element.wholeText());
      case "tab" -> page.text(" ");
      case "br", "cr" -> page.lineBreak();
      case "nobreakhyphen" -> page.text("-");
      case "softhyphen" -> page.text("\u00AD");
      case "tbl" -> within("table", element);
      case "tr" -> within("tr", element);
      case "tc" -> within("td", element);
      case "del" -> within("del", element);
      case "deltext" -> page.text(element.wholeText());
      case "docpr" -> page.image(element.attr("descr"));
      case "omath" -> formula(element);
      case "footnotereference", "endnotereference" -> page.add("sup", attribute(element, "id"));
      case "ppr", "rpr", "tblpr", "trpr", "tcpr", "sectpr", "fallback", "instrtext", "movefrom" -> {
        // Properties, an older form of what is there already, and commands.
      }
      default -> children(element);
    }
  }

  private void within(String name, Element element) {
    page.open(name);
    children(element);
    page.close();
  }

  private void paragraph(Element paragraph) {
    Optional<Element> properties = child(paragraph, "pPr");
    String style = properties.flatMap(p -> child(p, "pStyle")).map(DocxReader::value).orElse("");
    int level =
        properties
            .flatMap(p -> child(p, "outlineLvl"))
            .map(DocxReader::value)
            .filter(value -> value.matches("[0-5]"))
            .map(value -> Integer.parseInt(value) + 1)
            .orElse(headingStyles.getOrDefault(style, 0));
    page.open(level > 0 ? "h" + level : "p");
    properties.flatMap(p -> child(p, "numPr")).ifPresent(this::number);
    children(paragraph);
    page.close();
  }

  private void number(Element properties) {
    String list = child(properties, "numId").map(DocxReader::value).orElse("");
    String level = child(properties, "ilvl").map(DocxReader::value).orElse("0");
    String key = list + "/" + level;
    if (!UNNUMBERED.matcher(numberFormats.getOrDefault(key, "")).matches()) {
      page.text(counters.merge(key, 1, Integer::sum) + ". ");
    }
  }

  private void run(Element run) {
    boolean hidden = child(run, "rPr").flatMap(p -> child(p, "vanish")).isPresent();
    if (hidden) {
      page.open("span").attribute("hidden", "hidden");
    }
    children(run);
    if (hidden) {
      page.close();
    }
  }

  private void formula(Element formula) {
    page.open("img").attribute("class", "formula").attribute("alt", formula.text());
    page.close();
  }

  private static Optional<Element> first(Document document, String name) {
    return EpubPackage.named(document, name).stream().findFirst();
  }

  private static Optional<Element> child(Element element, String name) {
    return element.children().stream()
        .filter(child -> EpubPackage.localName(child).equals(name))
        .findFirst();
  }

  private static String value(Element element) {
    return attribute(element, "val");
  }

  private static String attribute(Element element, String name) {
    return element.attributes().asList().stream()
        .filter(a -> a.getKey().substring(a.getKey().indexOf(':') + 1).equals(name))
        .map(Attribute::getValue)
        .findFirst()
        .orElse("");
  }
}
