// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * Puts ids around the sentences of an EPUB, so that media overlays can name them. Only start and
 * end tags of {@code span} elements are inserted; every other character of a file stays.
 */
public final class EpubSentences {
  private final EpubArchive archive;

  private EpubSentences(EpubArchive archive) {
    this.archive = archive;
  }

  /**
   * Opens an EPUB that {@link ManuscriptReader} has read.
   *
   * @throws ManuscriptException in one sentence if it is damaged
   */
  public static EpubSentences open(String fileName, byte[] epub) {
    return new EpubSentences(EpubArchive.open(fileName, epub, ReadingLimits.LARGEST));
  }

  /** {@return the path of the package document in the archive} */
  public String packagePath() {
    return EpubPackage.path(archive);
  }

  /** {@return the version of EPUB that the package is of, such as {@code 3.0}} */
  public String version() {
    return EpubPackage.document(archive).children().stream()
        .map(element -> element.attr("version"))
        .filter(version -> !version.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** {@return the path in the archive that a reference in a file means} */
  public static String resolve(String basePath, String reference) {
    return EpubPackage.withoutFragment(EpubPackage.resolve(basePath, reference));
  }

  /**
   * An element that now holds a sentence, or a part of one that cannot be held by one element.
   *
   * @param sentence index in the list that was asked for
   * @param path of the file in the archive
   * @param span the range of the manuscript's text that it holds
   */
  public record Mark(int sentence, String path, String id, Span span) {}

  /**
   * What marking did.
   *
   * @param files new contents by path in the archive
   * @param marks in reading order
   */
  public record Marked(Map<String, String> files, List<Mark> marks) {
    public Marked {
      files = Map.copyOf(files);
      marks = List.copyOf(marks);
    }
  }

  /**
   * {@return the files with their sentences marked}
   *
   * @param sentences ranges of the manuscript's text, in order and disjoint
   */
  public Marked mark(List<Span> sentences) {
    Map<String, Page> pages = new LinkedHashMap<>();
    TextTrace trace = new TextTrace();
    EpubReader.trace(
        archive,
        path -> {
          Page page = new Page(path, decoded(path));
          pages.put(path, page);
          return page.document();
        },
        trace);
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      mark(i, sentences.get(i), trace, pages, marks);
    }
    Map<String, String> files = new LinkedHashMap<>();
    pages.values().stream()
        .filter(Page::isChanged)
        .forEach(page -> files.put(page.path, page.text()));
    return new Marked(files, marks);
  }

  private String decoded(String path) {
    byte[] bytes = archive.bytes(path).orElseThrow();
    Charset charset = UTF_8;
    if (bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
      charset = UTF_16BE;
    } else if (bytes.length > 1 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
      charset = UTF_16LE;
    }
    String text = new String(bytes, charset);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static void mark(
      int sentence, Span span, TextTrace trace, Map<String, Page> pages, List<Mark> marks) {
    Map<String, List<Leaf>> byFile = new LinkedHashMap<>();
    for (TextTrace.Run run : trace.within(span)) {
      byFile
          .computeIfAbsent(run.path(), path -> new ArrayList<>())
          .add(new Leaf(run.node(), run.from(), run.to(), run.offset()));
    }
    byFile.forEach(
        (path, leaves) -> {
          Page page = pages.get(path);
          int part = 0;
          for (List<Leaf> piece : page.pieces(leaves)) {
            String id = page.idPrefix + (sentence + 1) + (part == 0 ? "" : "-" + (part + 1));
            if (page.wrap(piece, id)) {
              Leaf first = piece.get(0);
              Leaf last = piece.get(piece.size() - 1);
              marks.add(
                  new Mark(
                      sentence,
                      path,
                      id,
                      new Span(first.offset(), last.offset() + last.to() - last.from())));
              part++;
            }
          }
        });
  }

  /** Characters [from, to) of a text node; offset is the first one's in the manuscript. */
  private record Leaf(TextNode node, int from, int to, int offset) {}

  /** A file, and what is to be inserted into it. */
  private static final class Page {
    private static final String ID = "sentence-";

    private final String path;
    private final String source;
    private final Document document;
    private final String idPrefix;
    private final String element;
    private final Map<Integer, String> insertions = new TreeMap<>();

    Page(String path, String source) {
      this.path = path;
      this.source = source;
      this.document = Jsoup.parse(source, "", Parser.xmlParser().setTrackPosition(true));
      this.idPrefix = freePrefix();
      String root = document.childrenSize() == 0 ? "" : document.child(0).tagName();
      this.element = root.substring(0, root.indexOf(':') + 1) + "span";
    }

    Document document() {
      return document;
    }

    private String freePrefix() {
      Set<String> ids = new HashSet<>();
      document.getAllElements().forEach(element -> ids.add(element.id()));
      String prefix = ID;
      while (startsAny(ids, prefix)) {
        prefix = "audio-" + prefix;
      }
      return prefix;
    }

    private static boolean startsAny(Set<String> ids, String prefix) {
      return ids.stream().anyMatch(id -> id.startsWith(prefix));
    }

    /** {@return the leaves in groups, each of which one element can hold} */
    List<List<Leaf>> pieces(List<Leaf> leaves) {
      Node first = leaves.get(0).node();
      Node last = leaves.get(leaves.size() - 1).node();
      if (first.equals(last)) {
        return List.of(leaves);
      }
      Element common = commonAncestor(first, last);
      List<List<Leaf>> groups = new ArrayList<>();
      Node previous = null;
      for (Leaf leaf : leaves) {
        Node child = childOf(common, leaf.node());
        if (!child.equals(previous)) {
          groups.add(new ArrayList<>());
        }
        groups.get(groups.size() - 1).add(leaf);
        previous = child;
      }
      List<List<Leaf>> pieces = new ArrayList<>();
      List<Leaf> run = new ArrayList<>();
      for (List<Leaf> group : groups) {
        Node child = childOf(common, group.get(0).node());
        if (child instanceof Element element && !isWhole(element, group)) {
          addRun(run, pieces);
          pieces.addAll(pieces(group));
        } else {
          run.addAll(group);
        }
      }
      addRun(run, pieces);
      return pieces;
    }

    private static void addRun(List<Leaf> run, List<List<Leaf>> pieces) {
      if (!run.isEmpty()) {
        pieces.add(List.copyOf(run));
        run.clear();
      }
    }

    /** {@return whether an element within a line has no text but the group's} */
    private static boolean isWhole(Element element, List<Leaf> group) {
      if (XhtmlRole.isBlock(element)
          || element.getAllElements().stream().anyMatch(XhtmlRole::isBlock)) {
        return false;
      }
      Leaf first = group.get(0);
      Leaf last = group.get(group.size() - 1);
      StringBuilder outside = new StringBuilder();
      boolean before = true;
      for (TextNode node : element.nodeStream(TextNode.class).toList()) {
        if (node.equals(first.node())) {
          outside.append(node.getWholeText(), 0, first.from());
          before = false;
        } else if (before) {
          outside.append(node.getWholeText());
        }
      }
      boolean after = false;
      for (TextNode node : element.nodeStream(TextNode.class).toList()) {
        if (node.equals(last.node())) {
          outside.append(node.getWholeText(), last.to(), node.getWholeText().length());
          after = true;
        } else if (after) {
          outside.append(node.getWholeText());
        }
      }
      return outside.toString().isBlank();
    }

    private static Element commonAncestor(Node first, Node last) {
      Set<Node> ancestors = new HashSet<>();
      for (Node node = first.parent(); node != null; node = node.parent()) {
        ancestors.add(node);
      }
      Node node = last.parent();
      while (!ancestors.contains(node)) {
        node = node.parent();
      }
      return (Element) node;
    }

    private static Node childOf(Element ancestor, Node node) {
      Node child = node;
      while (!ancestor.equals(child.parent())) {
        child = child.parent();
      }
      return child;
    }

    /** {@return whether the piece could be wrapped} */
    boolean wrap(List<Leaf> piece, String id) {
      Leaf first = piece.get(0);
      Leaf last = piece.get(piece.size() - 1);
      int start;
      int end;
      if (first.node().equals(last.node())) {
        start = sourceOffset(first.node(), first.from());
        end = sourceOffset(last.node(), last.to());
      } else {
        Element common = commonAncestor(first.node(), last.node());
        Node from = childOf(common, first.node());
        Node to = childOf(common, last.node());
        start =
            from instanceof TextNode text
                ? sourceOffset(text, first.from())
                : ((Element) from).sourceRange().startPos();
        end =
            to instanceof TextNode text
                ? sourceOffset(text, last.to())
                : ((Element) to).endSourceRange().endPos();
      }
      if (start < 0 || end <= start) {
        return false;
      }
      // An end that meets a start comes first, whichever was inserted first.
      insertions.merge(start, "<" + element + " id=\"" + id + "\">", String::concat);
      insertions.merge(end, "</" + element + ">", (there, close) -> close + there);
      return true;
    }

    /** {@return where a character of a text node stands in the file, or -1 if that is unknown} */
    private int sourceOffset(TextNode node, int index) {
      Range range = node.sourceRange();
      if (node instanceof CDataNode || !range.isTracked()) {
        return -1;
      }
      int at = range.startPos();
      int characters = 0;
      while (characters < index && at < range.endPos()) {
        int next = at + 1;
        int length = 1;
        if (source.charAt(at) == '&') {
          int semicolon = source.indexOf(';', at);
          if (semicolon > 0 && semicolon < range.endPos()) {
            String entity = source.substring(at, semicolon + 1);
            String character = Parser.unescapeEntities(entity, false);
            if (!character.equals(entity)) {
              next = semicolon + 1;
              length = character.length();
            }
          }
        }
        at = next;
        characters += length;
      }
      return characters == index ? at : -1;
    }

    boolean isChanged() {
      return !insertions.isEmpty();
    }

    String text() {
      StringBuilder out = new StringBuilder();
      int at = 0;
      for (Map.Entry<Integer, String> insertion : insertions.entrySet()) {
        out.append(source, at, insertion.getKey()).append(insertion.getValue());
        at = insertion.getKey();
      }
      return out.append(source, at, source.length()).toString();
    }
  }
}
