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

  private EpubContents() {}

  /** {@return the entries that lead to something that is read, in reading order} */
  static List<ContentsEntry> read(EpubArchive archive, EpubPackage book, XhtmlText text) {
    List<Line> lines = new ArrayList<>();
    book.navigation().ifPresent(item -> readNavigation(archive, item.path(), lines));
    if (lines.isEmpty()) {
      book.ncx().ifPresent(item -> readNcx(archive, item.path(), lines));
    }
    List<ContentsEntry> entries = new ArrayList<>();
    List<Integer> dropped = new ArrayList<>();
    for (Line line : lines) {
      dropped.removeIf(level -> level >= line.level());
      Optional<Integer> offset = text.offset(line.target());
      if (offset.isEmpty() || !text.isRead(EpubPackage.withoutFragment(line.target()))) {
        dropped.add(line.level());
      } else {
        // What stood below an entry that is not read moves up.
        entries.add(new ContentsEntry(line.title(), line.level() - dropped.size(), offset.get()));
      }
    }
    entries.sort(Comparator.comparingInt(ContentsEntry::offset));
    return entries;
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
