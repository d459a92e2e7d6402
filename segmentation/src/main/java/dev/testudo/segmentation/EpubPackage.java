// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * An EPUB's package document: what the book is and in which order its files are read.
 *
 * @param outside its pages that the reading order does not name; no navigation
 * @param lexicons paths of its W3C pronunciation lexicons
 * @param guide what EPUB 2 says about some files: path to type, such as {@code copyright-page}
 */
record EpubPackage(
    String title,
    String author,
    String language,
    List<Item> spine,
    List<Item> outside,
    Optional<Item> navigation,
    Optional<Item> ncx,
    Optional<Item> cover,
    Map<String, String> guide,
    List<String> lexicons,
    BookDetails details) {

  /** A file of the book; linear is whether it belongs to the reading order. */
  record Item(String id, String path, String mediaType, String properties, boolean linear) {
    boolean is(String property) {
      return List.of(properties.split("\\s+", -1)).contains(property);
    }
  }

  static EpubPackage read(EpubArchive archive) {
    String path = path(archive);
    Document opf = document(archive);
    Map<String, Item> items = items(opf, path);
    List<Item> spine = new ArrayList<>();
    for (Element reference : named(opf, "itemref")) {
      Item item = items.get(reference.attr("idref"));
      if (item != null) {
        boolean linear = !reference.attr("linear").equals("no");
        spine.add(new Item(item.id(), item.path(), item.mediaType(), item.properties(), linear));
      }
    }
    if (spine.stream().noneMatch(item -> archive.has(item.path()))) {
      throw notAnEpub(archive, "its reading order is empty");
    }
    return new EpubPackage(
        title(opf),
        author(opf),
        named(opf, "language").stream().map(e -> e.text().strip()).findFirst().orElse(""),
        spine,
        outside(items, spine),
        items.values().stream().filter(item -> item.is("nav")).findFirst(),
        items.values().stream()
            .filter(item -> item.mediaType().equals("application/x-dtbncx+xml"))
            .findFirst(),
        cover(opf, items),
        guide(opf, path),
        items.values().stream()
            .filter(item -> item.mediaType().equals("application/pls+xml"))
            .map(Item::path)
            .toList(),
        EpubMetadata.read(opf));
  }

  private static List<Item> outside(Map<String, Item> items, List<Item> spine) {
    List<String> named = spine.stream().map(Item::id).toList();
    return items.values().stream()
        .filter(item -> item.mediaType().equals("application/xhtml+xml"))
        .filter(item -> !item.is("nav") && !named.contains(item.id()))
        .map(item -> new Item(item.id(), item.path(), item.mediaType(), item.properties(), false))
        .toList();
  }

  /** {@return all pages, those outside the reading order last} */
  List<Item> pages() {
    return Stream.concat(spine.stream(), outside.stream()).toList();
  }

  /** {@return the path of the package document in the archive} */
  static String path(EpubArchive archive) {
    return archive
        .xml("META-INF/container.xml")
        .flatMap(container -> named(container, "rootfile").stream().findFirst())
        .map(rootfile -> resolve("", rootfile.attr("full-path")))
        .orElseThrow(() -> notAnEpub(archive, "META-INF/container.xml names no package"));
  }

  static Document document(EpubArchive archive) {
    String path = path(archive);
    return archive.xml(path).orElseThrow(() -> notAnEpub(archive, path + " is not in it"));
  }

  private static ManuscriptException notAnEpub(EpubArchive archive, String why) {
    return new ManuscriptException(
        "Cannot read %s: it is not a complete EPUB, since %s".formatted(archive.fileName(), why));
  }

  private static Map<String, Item> items(Document opf, String path) {
    Map<String, Item> items = new LinkedHashMap<>();
    for (Element item : named(opf, "item")) {
      String id = item.attr("id");
      items.put(
          id,
          new Item(
              id,
              resolve(path, item.attr("href")),
              item.attr("media-type"),
              item.attr("properties"),
              true));
    }
    return items;
  }

  private static String title(Document opf) {
    List<Element> titles = named(opf, "title");
    return titles.stream()
        .filter(title -> refinement(opf, title, "title-type").equals("main"))
        .findFirst()
        .or(() -> titles.stream().findFirst())
        .map(title -> title.text().strip())
        .orElse("");
  }

  private static String author(Document opf) {
    List<Element> creators = named(opf, "creator");
    List<Element> authors =
        creators.stream()
            .filter(
                creator ->
                    creator.attr("opf:role").equals("aut")
                        || refinement(opf, creator, "role").equals("aut"))
            .toList();
    return (authors.isEmpty() ? creators : authors)
        .stream()
            .map(creator -> creator.text().strip())
            .distinct()
            .collect(Collectors.joining(", "));
  }

  static String refinement(Document opf, Element element, String property) {
    String target = "#" + element.id();
    return named(opf, "meta").stream()
        .filter(meta -> meta.attr("refines").equals(target))
        .filter(meta -> meta.attr("property").equals(property))
        .map(Element::text)
        .findFirst()
        .orElse("");
  }

  private static Optional<Item> cover(Document opf, Map<String, Item> items) {
    return items.values().stream()
        .filter(item -> item.is("cover-image"))
        .findFirst()
        .or(
            () ->
                named(opf, "meta").stream()
                    .filter(meta -> meta.attr("name").equals("cover"))
                    .map(meta -> items.get(meta.attr("content")))
                    .filter(item -> item != null && item.mediaType().startsWith("image/"))
                    .findFirst());
  }

  private static Map<String, String> guide(Document opf, String path) {
    return named(opf, "reference").stream()
        .collect(
            Collectors.toMap(
                reference -> withoutFragment(resolve(path, reference.attr("href"))),
                reference -> reference.attr("type"),
                (first, second) -> first));
  }

  /** {@return the elements of a name, whatever prefix its namespace has here} */
  static List<Element> named(Element root, String name) {
    return root.getAllElements().stream()
        .filter(element -> localName(element).equals(name))
        .toList();
  }

  static String localName(Element element) {
    String name = element.tagName();
    return name.substring(name.indexOf(':') + 1);
  }

  /** {@return the path in the archive that a reference in a file means, its fragment kept} */
  static String resolve(String basePath, String reference) {
    Deque<String> parts = new ArrayDeque<>();
    String folder = basePath.substring(0, basePath.lastIndexOf('/') + 1);
    String decoded =
        URLDecoder.decode(
            reference.replace("+", "%2B").replaceAll("%(?![0-9A-Fa-f]{2})", "%25"),
            StandardCharsets.UTF_8);
    for (String part : (folder + decoded).split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  static String withoutFragment(String path) {
    int hash = path.indexOf('#');
    return hash < 0 ? path : path.substring(0, hash);
  }
}
