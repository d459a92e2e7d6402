// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final String SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
  private static final String STOPS = ".,:;!?—–-([";

  private final StringBuilder text = new StringBuilder();
  private final XhtmlStyles styles;
  private final List<Block> blocks = new ArrayList<>();
  private final List<Omission> omissions = new ArrayList<>();
  private final List<ContentsEntry> headings = new ArrayList<>();
  private final Map<String, Integer> anchors = new HashMap<>();
  private final NavigableMap<Integer, String> files = new TreeMap<>();
  private final List<SpokenAs> spokenAs = new ArrayList<>();
  private final List<Passage> passages = new ArrayList<>();
  private final List<SpeakerSpan> voiced = new ArrayList<>();
  private final TextTrace trace;
  private int formulas;

  XhtmlText(XhtmlStyles styles) {
    this(styles, TextTrace.NONE);
  }

  XhtmlText(XhtmlStyles styles, TextTrace trace) {
    this.styles = styles;
    this.trace = trace;
  }

  /** Adds a document; with a reason, all of it is left unread. */
  void add(String path, Document document, Optional<Omission.Reason> wholly) {
    add(path, document, wholly, Set.of());
  }

  /**
   * Adds a page of a site.
   *
   * @param frame what is around the article; it is left unread
   */
  void add(String path, Document document, Optional<Omission.Reason> wholly, Set<Element> frame) {
    endLine();
    Walk walk = new Walk(path, wholly, frame);
    anchors.put(path, text.length());
    files.put(text.length(), path);
    document.traverse(walk);
    walk.close();
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

  /** {@return what the documents say about the sound of their words} */
  List<SpokenAs> spokenAs() {
    return List.copyOf(spokenAs);
  }

  /** {@return where the documents name a language, the outer before the inner} */
  List<Passage> passages() {
    return passages.stream()
        .sorted(Comparator.comparingInt((Passage passage) -> -passage.span().length()))
        .toList();
  }

  /** {@return what has a voice, a class or an {@code epub:type}, the outer before the inner} */
  List<SpeakerSpan> voiced() {
    return voiced.stream()
        .sorted(Comparator.comparingInt((SpeakerSpan part) -> -part.span().length()))
        .toList();
  }

  /** {@return where each file begins, by offset} */
  NavigableMap<Integer, String> files() {
    return files;
  }

  /** {@return number of formulas for which there is no rule} */
  int unspokenFormulas() {
    return formulas;
  }

  /** {@return where a file, or an element in it, begins: {@code path} or {@code path#id}} */
  Optional<Integer> offset(String reference) {
    return Optional.ofNullable(
        anchors.getOrDefault(reference, anchors.get(EpubPackage.withoutFragment(reference))));
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
    private final Set<Element> frame;
    private final List<Span> silent = new ArrayList<>();
    private final ListNumbers numbers = new ListNumbers();
    private Optional<Element> omitted = Optional.empty();
    private Optional<Omission.Reason> omission = Optional.empty();
    private Optional<Element> replaced = Optional.empty();
    private Optional<Element> sounding = Optional.empty();
    private int soundsFrom;
    private final Map<Element, Integer> languagesFrom = new HashMap<>();
    private final Map<Element, Integer> voicesFrom = new HashMap<>();
    private int omittedFrom;
    private int blockStart = -1;
    private int headingLevel;
    private int verseDepth;
    private int preformattedDepth;
    private int textlessDepth;
    private boolean inVerse;
    private boolean afterPersona;
    private boolean joinsNextBlock;
    private String raised = "";
    private Optional<TextNode> origin = Optional.empty();

    Walk(String path, Optional<Omission.Reason> wholly, Set<Element> frame) {
      this.path = path;
      this.wholly = wholly;
      this.frame = frame;
    }

    @Override
    public void head(Node node, int depth) {
      if (node instanceof TextNode words) {
        if (textlessDepth == 0 && replaced.isEmpty()) {
          origin = Optional.of(words);
          append(words.getWholeText());
          origin = Optional.empty();
        }
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

    void close() {
      joinsNextBlock = false;
      endBlock();
    }

    private void enter(Element element) {
      textlessDepth += XhtmlRole.hasNoText(element) ? 1 : 0;
      if (XhtmlRole.isBlock(element)) {
        startBlock(element);
      }
      if (!element.id().isEmpty()) {
        anchors.putIfAbsent(path + "#" + element.id(), blockStart < 0 ? text.length() : blockStart);
      }
      if (!language(element).isEmpty()) {
        languagesFrom.put(element, text.length());
      }
      if (!voices(element).isEmpty()) {
        voicesFrom.put(element, text.length());
      }
      if (sounding.isEmpty() && SpeechMarks.spoken(element).isPresent()) {
        sounding = Optional.of(element);
        soundsFrom = text.length();
      }
      verseDepth += XhtmlRole.isVerse(element) ? 1 : 0;
      headingLevel = Math.max(headingLevel, XhtmlRole.headingLevel(element));
      if (omitted.isEmpty() && wholly.isEmpty()) {
        omission = reason(element);
        if (omission.isPresent() && holdsBlocks(element)) {
          // What was begun before is read: it must not end within what is left unread.
          joinsNextBlock = false;
          endBlock();
        }
        omitted = omission.map(reason -> element);
        omittedFrom = text.length();
      }
      if (replaced.isEmpty() && textlessDepth == 0) {
        enterShown(element);
      }
    }

    private static String language(Element element) {
      boolean page = XhtmlRole.name(element).matches("html|body");
      String language = element.attr("xml:lang");
      return page ? "" : language.isBlank() ? element.attr("lang").strip() : language.strip();
    }

    /** {@return the names by which a cast or the manuscript gives the element a voice} */
    private static List<String> voices(Element element) {
      List<String> names = new ArrayList<>();
      for (String type : element.attr("epub:type").strip().split("\\s+", -1)) {
        names.add(type.isEmpty() ? "" : SpeakerSpan.EPUB_TYPE + type);
      }
      element.classNames().forEach(name -> names.add(SpeakerSpan.CLASS + name));
      names.add(element.attr(SpeechMarks.VOICE).strip());
      names.removeIf(name -> name.isEmpty() || name.equals(SpeakerSpan.CLASS));
      return names;
    }

    private Optional<Span> wordsFrom(int from) {
      int start = from;
      while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      int end = text.length();
      while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      return start < end ? Optional.of(new Span(start, end)) : Optional.empty();
    }

    private void addSound(String spoken) {
      int from = soundsFrom;
      while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      if (from < text.length() && omitted.isEmpty()) {
        spokenAs.add(new SpokenAs(new Span(from, text.length()), spoken));
      }
    }

    private static boolean holdsBlocks(Element element) {
      return element.getAllElements().stream().anyMatch(XhtmlRole::isBlock);
    }

    private Optional<Omission.Reason> reason(Element element) {
      return frame.contains(element)
          ? Optional.of(Omission.Reason.NAVIGATION)
          : XhtmlRole.omission(element, styles);
    }

    private void enterShown(Element element) {
      switch (XhtmlRole.name(element)) {
        case "br" -> appendBreak();
        case "hr" -> {
          if (omitted.isEmpty() && wholly.isEmpty()) {
            Span here = new Span(text.length(), text.length());
            blocks.add(new Block(Block.Kind.SECTION_BREAK, here, List.of()));
          }
        }
        case "pre" -> preformattedDepth++;
        case "li" -> numbers.enter(element);
        case "math" -> replaceFormula(element, MathSpeech.of(element), element.text());
        case "img", "image" -> addImage(element);
        case "sup" -> raised = isNumber(element) ? SUPERSCRIPTS : "";
        case "sub" -> raised = isNumber(element) ? SUBSCRIPTS : "";
        default -> {
          // Other elements only hold text.
        }
      }
    }

    private void leave(Element element) {
      Integer languageFrom = languagesFrom.remove(element);
      if (languageFrom != null) {
        wordsFrom(languageFrom)
            .ifPresent(span -> passages.add(new Passage(span, language(element))));
      }
      Integer voiceFrom = voicesFrom.remove(element);
      if (voiceFrom != null) {
        wordsFrom(voiceFrom)
            .ifPresent(
                span -> voices(element).forEach(name -> voiced.add(new SpeakerSpan(span, name))));
      }
      if (sounding.isPresent() && sounding.get().equals(element)) {
        SpeechMarks.spoken(element).ifPresent(this::addSound);
        sounding = Optional.empty();
      }
      if (XhtmlRole.isBlock(element)) {
        finishBlock(element);
      }
      if (omitted.isPresent() && omitted.get().equals(element)) {
        omit(omission.orElseThrow(), omittedFrom, text.length());
        omitted = Optional.empty();
      }
      if (replaced.isPresent() && replaced.get().equals(element)) {
        replaced = Optional.empty();
      }
      switch (XhtmlRole.name(element)) {
        case "pre" -> preformattedDepth = Math.max(0, preformattedDepth - 1);
        case "li" -> numbers.leave();
        case "sup", "sub" -> raised = "";
        default -> {
          // Nothing was opened.
        }
      }
      if (omitted.isEmpty() && XhtmlRole.isPersona(element) && blockStart >= 0) {
        afterPersona = true;
        joinsNextBlock = true;
      }
      textlessDepth -= XhtmlRole.hasNoText(element) ? 1 : 0;
      verseDepth -= XhtmlRole.isVerse(element) ? 1 : 0;
      boolean heading = XhtmlRole.headingLevel(element) > 0;
      boolean inner = element.parent() != null && XhtmlRole.headingLevel(element.parent()) > 0;
      headingLevel = heading && !inner ? 0 : headingLevel;
    }

    /** Lines of a stanza make one block. */
    private void startBlock(Element element) {
      if (isLine(element)) {
        appendBreak();
      } else {
        endBlock();
      }
    }

    private void finishBlock(Element element) {
      if (XhtmlRole.name(element).equals("tr")) {
        joinsNextBlock = false;
      }
      // A persona that is a block of its own, such as a cell, opens the speech that follows.
      boolean persona = XhtmlRole.isPersona(element) && blockStart >= 0;
      if (!persona && !isLine(element)) {
        endBlock();
      } else if (!persona) {
        appendBreak();
      }
    }

    private boolean isLine(Element element) {
      return XhtmlRole.isVerseLine(element) && !element.text().isBlank();
    }

    private void append(String words) {
      for (int i = 0; i < words.length(); i++) {
        char character = words.charAt(i);
        if (preformattedDepth > 0 && character == '\n') {
          appendBreak();
        } else if (!Character.isWhitespace(character)) {
          beforeWord(words, i);
          trace(i);
          text.append(raise(character));
        } else if (blockStart >= 0 && !endsBlank()) {
          text.append(' ');
        }
      }
    }

    private void trace(int index) {
      if (trace != TextTrace.NONE && omitted.isEmpty() && wholly.isEmpty()) {
        origin.ifPresent(node -> trace.add(path, node, index, text.length()));
      }
    }

    private void beforeWord(String words, int at) {
      joinsNextBlock = false;
      if (afterPersona && STOPS.indexOf(words.charAt(at)) < 0) {
        trimBlanks();
        boolean stopped = STOPS.indexOf(text.charAt(text.length() - 1)) >= 0;
        text.append(stopped ? " " : ". ");
      }
      afterPersona = false;
      if (blockStart < 0) {
        blockStart = text.length();
        inVerse = verseDepth + preformattedDepth > 0;
        if (omitted.isEmpty()) {
          text.append(numbers.take(words.substring(at, Math.min(words.length(), at + 8))));
        }
      }
    }

    private char raise(char character) {
      if (raised.isEmpty() || omitted.isPresent()) {
        return character;
      }
      boolean above = raised.equals(SUPERSCRIPTS);
      return switch (character) {
        case '+' -> above ? '⁺' : '₊';
        case '-', '−' -> above ? '⁻' : '₋';
        default ->
            character >= '0' && character <= '9' ? raised.charAt(character - '0') : character;
      };
    }

    private static boolean isNumber(Element element) {
      return element.text().strip().matches("[+−-]?\\d{1,6}");
    }

    private void appendBreak() {
      if (blockStart < 0) {
        return;
      }
      trimBlanks();
      if (text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      } else if (!inVerse || preformattedDepth > 0) {
        // Two breaks in a row part paragraphs.
        endBlock();
      }
    }

    private void trimBlanks() {
      while (text.length() > Math.max(0, blockStart)
          && endsBlank()
          && text.charAt(text.length() - 1) != '\n') {
        text.setLength(text.length() - 1);
      }
    }

    private boolean endsBlank() {
      return Character.isWhitespace(text.charAt(text.length() - 1));
    }

    /** Says a formula; one for which there is no rule is announced, and listed as it is written. */
    private void replaceFormula(Element element, Optional<String> spoken, String written) {
      replaced = Optional.of(element);
      if (omitted.isPresent() || wholly.isPresent()) {
        append(written);
        return;
      }
      append(" ");
      if (spoken.isEmpty()) {
        int start = text.length();
        append(written);
        omit(Omission.Reason.FORMULA, start, text.length());
        append(" ");
        formulas++;
      }
      append(spoken.orElse("formula") + " ");
    }

    private void addImage(Element image) {
      String alt = image.attr("alt").strip();
      if (alt.isEmpty()) {
        return;
      }
      if (XhtmlImage.isFormula(image)) {
        replaceFormula(image, LatexSpeech.of(alt), alt);
        replaced = Optional.empty();
      } else if (XhtmlImage.isWords(image)) {
        append(XhtmlImage.isInitial(image) ? alt : " " + alt + " ");
      } else {
        int start = text.length();
        append(" " + alt + " ");
        if (omitted.isEmpty()) {
          omit(Omission.Reason.ILLUSTRATION, start, text.length());
        }
      }
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

    private void endBlock() {
      // What is left unread within a paragraph does not end it, whatever it holds.
      boolean withinOmission = omitted.isPresent() && blockStart < omittedFrom;
      if (blockStart < 0 || joinsNextBlock || withinOmission) {
        return;
      }
      int end = text.length();
      while (end > blockStart && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      Span span = new Span(blockStart, end);
      if (wholly.isPresent()) {
        // What was left unread within is left unread with the whole.
        int last = omissions.size() - 1;
        while (last >= 0 && omissions.get(last).span().start() >= span.start()) {
          omissions.remove(last--);
        }
        omissions.add(new Omission(wholly.get(), span));
      } else if (omitted.isEmpty()) {
        addBlock(span);
      }
      silent.clear();
      blockStart = -1;
      afterPersona = false;
      text.append(END_OF_BLOCK);
    }

    private void addBlock(Span span) {
      VerseLines lines = VerseLines.of(text, span);
      boolean verse = inVerse || lines.areShort();
      Block.Kind kind =
          headingLevel > 0 ? Block.Kind.HEADING : verse ? Block.Kind.VERSE : Block.Kind.PARAGRAPH;
      if (kind == Block.Kind.VERSE) {
        for (Span number : lines.numbers(inVerse ? 1 : 2)) {
          omissions.add(new Omission(Omission.Reason.LINE_NUMBER, number));
          silent.add(number);
        }
        silent.sort(Comparator.comparingInt(Span::start));
      }
      Block block = new Block(kind, span, silent);
      String readable = block.readable(text).text();
      if (readable.chars().noneMatch(Character::isLetterOrDigit)) {
        if (readable.chars().anyMatch(c -> !Character.isSpaceChar(c))) {
          blocks.add(new Block(Block.Kind.SECTION_BREAK, span, silent));
        }
        return;
      }
      blocks.add(block);
      if (kind == Block.Kind.HEADING) {
        headings.add(new ContentsEntry(readable, headingLevel, span.start()));
      }
    }
  }
}
