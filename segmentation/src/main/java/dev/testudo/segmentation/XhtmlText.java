package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * Collects the text of XHTML documents, one after the other, into one manuscript text. What is left
 * unread is part of that text too, so that it can be shown.
 */
final class XhtmlText {
  private static final String END_OF_BLOCK = "\n\n";

  private final StringBuilder text = new StringBuilder();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();
  private final List<ContentsEntry> headings = new ArrayList<>();
  private final Map<String, Integer> anchors = new HashMap<>();

  /** Adds a document; with a reason, all of it is left unread. */
  void add(String path, Document document, Optional<Omission.Reason> wholly) {
    endLine();
    Walk walk = new Walk(path, wholly);
    anchors.put(path, text.length());
    document.traverse(walk);
    walk.endBlock();
  }

  String text() {
    return text.toString();
  }

  List<Block> blocks() {
    return List.copyOf(blocks);
  }

  List<Omission> omissions() {
    return List.copyOf(omissions);
  }

  /** {@return the headings, as a table of contents} */
  List<ContentsEntry> headings() {
    return List.copyOf(headings);
  }

  /** {@return where a file, or an element in it, begins: {@code path} or {@code path#id}} */
  Optional<Integer> offset(String reference) {
    return Optional.ofNullable(
        anchors.getOrDefault(reference, anchors.get(EpubPackage.withoutFragment(reference))));
  }

  /** {@return whether anything of a file will be read} */
  boolean isRead(String path) {
    int start = anchors.getOrDefault(path, -1);
    int end =
        anchors.entrySet().stream()
            .filter(anchor -> anchor.getKey().indexOf('#') < 0 && anchor.getValue() > start)
            .mapToInt(Map.Entry::getValue)
            .min()
            .orElse(text.length() + 1);
    return start >= 0
        && blocks.stream().anyMatch(b -> b.span().start() >= start && b.span().start() < end);
  }

  private void endLine() {
    if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
      text.append(END_OF_BLOCK);
    }
  }

  /** One walk through a document. */
  private final class Walk implements NodeVisitor {
    private final String path;
    private final Optional<Omission.Reason> wholly;
    private final List<Span> silent = new ArrayList<>();
    private Optional<Element> omitted = Optional.empty();
    private int omittedFrom;
    private int blockStart = -1;
    private int headingLevel;
    private int verseDepth;
    private int textlessDepth;

    Walk(String path, Optional<Omission.Reason> wholly) {
      this.path = path;
      this.wholly = wholly;
    }

    @Override
    public void head(Node node, int depth) {
      if (node instanceof TextNode words && textlessDepth == 0) {
        append(words.getWholeText());
      } else if (node instanceof Element element) {
        enter(element);
      }
    }

    @Override
    public void tail(Node node, int depth) {
      if (node instanceof Element element) {
        leave(element);
      }
    }

    private void enter(Element element) {
      textlessDepth += XhtmlRole.hasNoText(element) ? 1 : 0;
      if (XhtmlRole.isBlock(element)) {
        endBlock();
      }
      if (!element.id().isEmpty()) {
        anchors.putIfAbsent(path + "#" + element.id(), blockStart < 0 ? text.length() : blockStart);
      }
      verseDepth += XhtmlRole.isVerse(element) ? 1 : 0;
      headingLevel = Math.max(headingLevel, XhtmlRole.headingLevel(element));
      if (omitted.isEmpty() && XhtmlRole.omission(element).isPresent()) {
        omitted = Optional.of(element);
        omittedFrom = text.length();
      }
      if (XhtmlRole.isLineBreak(element)) {
        appendBreak();
      } else if (XhtmlRole.isRule(element) && omitted.isEmpty() && wholly.isEmpty()) {
        blocks.add(
            new Block(Block.Kind.SECTION_BREAK, new Span(text.length(), text.length()), List.of()));
      }
    }

    private void leave(Element element) {
      if (XhtmlRole.isBlock(element)) {
        endBlock();
      }
      if (omitted.isPresent() && omitted.get().equals(element)) {
        omit(XhtmlRole.omission(element).orElseThrow(), omittedFrom, text.length());
        omitted = Optional.empty();
      }
      textlessDepth -= XhtmlRole.hasNoText(element) ? 1 : 0;
      verseDepth -= XhtmlRole.isVerse(element) ? 1 : 0;
      boolean heading = XhtmlRole.headingLevel(element) > 0;
      boolean inner = element.parent() != null && XhtmlRole.headingLevel(element.parent()) > 0;
      headingLevel = heading && !inner ? 0 : headingLevel;
    }

    private void append(String words) {
      for (int i = 0; i < words.length(); i++) {
        char character = words.charAt(i);
        if (!Character.isWhitespace(character)) {
          if (blockStart < 0) {
            blockStart = text.length();
          }
          text.append(character);
        } else if (blockStart >= 0 && !endsBlank()) {
          text.append(' ');
        }
      }
    }

    private void appendBreak() {
      if (blockStart >= 0) {
        while (endsBlank() && text.length() > blockStart) {
          text.setLength(text.length() - 1);
        }
        text.append('\n');
      }
    }

    private boolean endsBlank() {
      return Character.isWhitespace(text.charAt(text.length() - 1));
    }

    private void omit(Omission.Reason reason, int start, int end) {
      int from = start;
      int to = Math.min(end, text.length());
      while (from < to && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
        to--;
      }
      if (from < to) {
        Span span = new Span(from, to);
        omissions.add(new Omission(reason, span));
        silent.add(span);
      }
    }

    void endBlock() {
      if (blockStart < 0) {
        return;
      }
      int end = text.length();
      while (end > blockStart && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      Span span = new Span(blockStart, end);
      if (wholly.isPresent()) {
        omissions.removeIf(omission -> omission.span().start() >= span.start());
        omissions.add(new Omission(wholly.get(), span));
      } else if (omitted.isEmpty()) {
        addBlock(span);
      }
      silent.clear();
      blockStart = -1;
      text.append(END_OF_BLOCK);
    }

    private void addBlock(Span span) {
      Block.Kind kind =
          headingLevel > 0
              ? Block.Kind.HEADING
              : verseDepth > 0 ? Block.Kind.VERSE : Block.Kind.PARAGRAPH;
      Block block = new Block(kind, span, silent);
      String readable = block.readable(text).text();
      if (readable.chars().noneMatch(Character::isLetterOrDigit)) {
        blocks.add(new Block(Block.Kind.SECTION_BREAK, span, silent));
        return;
      }
      blocks.add(block);
      if (kind == Block.Kind.HEADING) {
        headings.add(new ContentsEntry(readable, headingLevel, span.start()));
      }
    }
  }
}
