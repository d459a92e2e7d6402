// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** An EPUB's own table of contents: the navigation document, or the NCX of EPUB 2. */
final class EpubContents {
  private record Line(String title, int level, String target) {}

  private final List<Line> lines = new ArrayList<>();

  EpubContents(EpubArchive archive, EpubPackage book) {
    book.navigation().ifPresent(item -> readNavigation(archive, item.path(), lines));
    if (lines.isEmpty()) {
      book.ncx().ifPresent(item -> readNcx(archive, item.path(), lines));
    }
  }

  /** {@return the titles of the entries that lead to a file} */
  List<String> titles(String path) {
    return lines.stream()
        .filter(line -> EpubPackage.withoutFragment(line.target()).equals(path))
        .map(Line::title)
        .toList();
  }

  /** {@return the entries that lead to something that is read, in reading order} */
  List<ContentsEntry> entries(XhtmlText text) {
    List<ContentsEntry> entries = new ArrayList<>();
    List<Integer> dropped = new ArrayList<>();
    for (Line line : lines) {
      dropped.removeIf(level -> level >= line.level());
      Optional<Integer> offset = text.offset(line.target());
      if (offset.isEmpty() || !isRead(text, EpubPackage.withoutFragment(line.target()))) {
        dropped.add(line.level());
      } else {
        // What stood below an entry that is not read moves up.
        entries.add(new ContentsEntry(line.title(), line.level() - dropped.size(), offset.get()));
      }
    }
    entries.sort(Comparator.comparingInt(ContentsEntry::offset));
    return entries;
  }

  /** {@return whether anything of a file is read} */
  private static boolean isRead(XhtmlText text, String path) {
    int start = text.offset(path).orElse(-1);
    Integer next = text.files().higherKey(start);
    int end = next == null ? text.text().length() + 1 : next;
    return start >= 0
        && text.blocks().stream()
            .anyMatch(block -> block.span().start() >= start && block.span().start() < end);
  }

  private static void readNavigation(EpubArchive archive, String path, List<Line> lines) {
    Optional<Element> contents =
        archive.xml(path).stream()
            .flatMap(document -> EpubPackage.named(document, "nav").stream())
            .filter(nav -> (" " + nav.attr("epub:type") + " ").contains(" toc "))
            .findFirst();
    if (contents.isEmpty()) {
      return;
    }
    for (Element item : EpubPackage.named(contents.get(), "li")) {
      Optional<Element> link =
          item.children().stream()
              .filter(child -> EpubPackage.localName(child).equals("a"))
              .findFirst();
      int level =
          (int) item.parents().stream().filter(p -> EpubPackage.localName(p).equals("li")).count()
              + 1;
      String target = link.map(a -> EpubPackage.resolve(path, a.attr("href"))).orElse("");
      lines.add(new Line(link.map(Element::text).orElse("").strip(), level, target));
    }
  }

  private static void readNcx(EpubArchive archive, String path, List<Line> lines) {
    Optional<Document> ncx = archive.xml(path);
    if (ncx.isEmpty()) {
      return;
    }
    for (Element point : EpubPackage.named(ncx.get(), "navPoint")) {
      int level =
          (int)
                  point.parents().stream()
                      .filter(p -> EpubPackage.localName(p).equals("navPoint"))
                      .count()
              + 1;
      String title = child(point, "navLabel").map(Element::text).orElse("").strip();
      String source = child(point, "content").map(content -> content.attr("src")).orElse("");
      lines.add(new Line(title, level, EpubPackage.resolve(path, source)));
    }
  }

  private static Optional<Element> child(Element element, String name) {
    return element.children().stream()
        .filter(child -> EpubPackage.localName(child).equals(name))
        .findFirst();
  }
}
