// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;

/** What an XHTML element means to someone who reads aloud, by its name, type and class. */
final class XhtmlRole {
  private static final Set<String> BLOCKS =
      Set.of(
          ("p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote section article aside header footer"
                  + " hgroup figure figcaption table tr td th caption pre body main nav address hr center"
                  + " form details summary video audio")
              .split(" ", -1));
  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6", "hgroup");
  private static final Set<String> WITHOUT_TEXT = Set.of("head", "script", "style", "template");
  private static final Map<String, Omission.Reason> BY_NAME =
      Map.ofEntries(
          Map.entry("svg", Omission.Reason.ILLUSTRATION),
          Map.entry("figcaption", Omission.Reason.ILLUSTRATION),
          Map.entry("nav", Omission.Reason.CONTENTS),
          Map.entry("del", Omission.Reason.DELETED),
          Map.entry("rt", Omission.Reason.HTML),
          Map.entry("rp", Omission.Reason.HTML),
          Map.entry("video", Omission.Reason.HTML),
          Map.entry("audio", Omission.Reason.HTML),
          Map.entry("object", Omission.Reason.HTML),
          Map.entry("iframe", Omission.Reason.HTML),
          Map.entry("form", Omission.Reason.HTML));
  private static final Map<String, Omission.Reason> BY_TYPE =
      Map.ofEntries(
          Map.entry("cover", Omission.Reason.TITLE_PAGE),
          Map.entry("titlepage", Omission.Reason.TITLE_PAGE),
          Map.entry("title-page", Omission.Reason.TITLE_PAGE),
          Map.entry("halftitlepage", Omission.Reason.TITLE_PAGE),
          Map.entry("imprint", Omission.Reason.PUBLISHER_MATTER),
          Map.entry("imprimatur", Omission.Reason.PUBLISHER_MATTER),
          Map.entry("colophon", Omission.Reason.PUBLISHER_MATTER),
          Map.entry("copyright-page", Omission.Reason.PUBLISHER_MATTER),
          Map.entry("toc", Omission.Reason.CONTENTS),
          Map.entry("toc-brief", Omission.Reason.CONTENTS),
          Map.entry("landmarks", Omission.Reason.CONTENTS),
          Map.entry("page-list", Omission.Reason.CONTENTS),
          Map.entry("pagelist", Omission.Reason.CONTENTS),
          Map.entry("loi", Omission.Reason.CONTENTS),
          Map.entry("lot", Omission.Reason.CONTENTS),
          Map.entry("index", Omission.Reason.INDEX),
          Map.entry("footnote", Omission.Reason.FOOTNOTE),
          Map.entry("footnotes", Omission.Reason.FOOTNOTE),
          Map.entry("endnote", Omission.Reason.FOOTNOTE),
          Map.entry("endnotes", Omission.Reason.FOOTNOTE),
          Map.entry("rearnote", Omission.Reason.FOOTNOTE),
          Map.entry("rearnotes", Omission.Reason.FOOTNOTE),
          Map.entry("backlink", Omission.Reason.NOTE_MARKER),
          Map.entry("noteref", Omission.Reason.NOTE_MARKER),
          Map.entry("pagebreak", Omission.Reason.PAGE_NUMBER));
  private static final Pattern NOTE_MARK =
      Pattern.compile("\\s*[\\[({]?(?:\\d{1,4}|[A-Za-z]|[ivx]{1,5}|[*†‡§¶]{1,3})[\\])}]?\\s*");
  private static final Pattern BRACKETED = Pattern.compile("\\s*\\[(?:\\d{1,4}|[*†‡])\\]\\s*");
  private static final Pattern PLAIN_NOTE =
      Pattern.compile("\\s*\\[?(?:\\d{1,3}|[*†‡§¶]{1,3})\\]?\\s*");
  private static final Pattern PAGE_CLASS =
      words("page-?break|page-?num(?:ber)?|pageno|pgnum|pb|folio|page");
  private static final Pattern PAGE_TEXT =
      Pattern.compile("(?i)\\W*(?:page|pg?\\.?)?\\W*(?:[ivxlcdm]+|[a-z]?-?\\d{1,4})?\\W*");
  private static final Pattern NOTE_CLASS =
      words(
          "fn-?anchor|note-?ref|footnote(?:-?(?:ref|link|call|anchor|marker|number))?|fn-?ref|fn|endnote-?ref|enref");
  private static final Pattern NOTES_CLASS =
      words(
          "(?:foot|end|rear|chapter-?)notes?(?:-?(?:text|body|list|content))?|fn(?:s|-?text)?|notes");
  private static final Pattern LINE_NUMBER_CLASS =
      words("line-?num(?:ber)?s?|line-?no|lnum|verse-?num(?:ber)?|vnum");
  private static final Pattern VERSE =
      words(
          "z3998:(?:verse|poem|song|hymn|lyrics)|verse|poem|poetry|stanza|song|hymn|lyrics|line-?group|lg|poetry-container|linegroup");
  private static final Pattern PERSONA = words("(?:z3998:)?persona|speaker");
  private static final Pattern CODE_SIGN = Pattern.compile("[{}<>=;$#\\\\|]|\\(\\)");
  private static final Pattern NAVIGATION =
      Pattern.compile(
          "(?i)(?:[\\s|·•«»‹›<>←→↑/,-]*(?:previous|prev|next|up|home|contents|table of contents|toc|index|top|back"
              + "|back to top|return to (?:top|contents)|(?:previous|next) (?:page|chapter|section|topic)))+[\\s|·•«»‹›<>←→↑/,-]*");
  private static final Pattern TOPIC =
      Pattern.compile("(?i)(?:previous|next|parent|related) (?:topic|task|concept|reference)s?:.*");
  private static final int LONGEST_NAVIGATION = 120;
  private static final int DEEPEST_STANZA = 4;
  // "x2" and "cm3" are powers; a number after a longer word, or after a stop, is a note's.
  private static final Pattern POWER_BEFORE =
      Pattern.compile(
          "(?s).*(?:[\\d)\\]}]|(?:^|[^\\p{L}])(?:[\\p{L}]|[kcdmµn]?m|ft|in|yd|mi|sec))\\s*");

  private XhtmlRole() {}

  private static Pattern words(String alternatives) {
    return Pattern.compile("(?:^| )(?:" + alternatives + ")(?:$| )");
  }

  /** {@return why an element's text is left unread, if it is} */
  static Optional<Omission.Reason> omission(Element element, XhtmlStyles styles) {
    String name = name(element);
    for (String type : types(element)) {
      if (BY_TYPE.containsKey(type)) {
        return Optional.of(BY_TYPE.get(type));
      }
    }
    if (styles.isHidden(element)) {
      return Optional.of(Omission.Reason.HIDDEN);
    }
    if (element.id().equals("pg-header")) {
      return Optional.of(Omission.Reason.GUTENBERG_HEADER);
    }
    if (element.id().equals("pg-footer")) {
      return Optional.of(Omission.Reason.GUTENBERG_LICENCE);
    }
    return byClass(element, name)
        .or(
            () ->
                isNavigation(element) ? Optional.of(Omission.Reason.NAVIGATION) : Optional.empty())
        .or(() -> byName(element, name));
  }

  private static Optional<Omission.Reason> byClass(Element element, String name) {
    String classes = classes(element);
    boolean marker = isNoteMarker(element, name);
    if (!classes.isEmpty()) {
      if (PAGE_CLASS.matcher(classes).find() && PAGE_TEXT.matcher(element.text()).matches()) {
        return Optional.of(Omission.Reason.PAGE_NUMBER);
      }
      if (LINE_NUMBER_CLASS.matcher(classes).find() && element.text().length() < 8) {
        return Optional.of(Omission.Reason.LINE_NUMBER);
      }
      if (!marker && NOTES_CLASS.matcher(classes).find() && !isHeading(element)) {
        return Optional.of(Omission.Reason.FOOTNOTE);
      }
    }
    return marker ? Optional.of(Omission.Reason.NOTE_MARKER) : Optional.empty();
  }

  private static Optional<Omission.Reason> byName(Element element, String name) {
    if (name.equals("pre")) {
      return isCode(element) ? Optional.of(Omission.Reason.CODE) : Optional.empty();
    }
    if (name.equals("table")) {
      return TableRole.isRead(element) ? Optional.empty() : Optional.of(Omission.Reason.TABLE);
    }
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** {@return why a whole file is left unread, by the type that the book's guide gives it} */
  static Optional<Omission.Reason> omission(String guideType) {
    return Optional.ofNullable(BY_TYPE.get(guideType));
  }

  private static boolean isNoteMarker(Element element, String name) {
    boolean link = name.equals("a") && element.hasAttr("href");
    String text = element.text();
    if (name.equals("sup") && element.getElementsByTag("a").isEmpty()) {
      return PLAIN_NOTE.matcher(text).matches() && !isPower(element);
    }
    if (!link && !name.equals("sup") && !NOTE_CLASS.matcher(classes(element)).find()) {
      return false;
    }
    boolean raised =
        name.equals("sup")
            || element.parents().stream().anyMatch(parent -> name(parent).equals("sup"))
            || !element.getElementsByTag("sup").isEmpty();
    return BRACKETED.matcher(text).matches()
        || (NOTE_MARK.matcher(text).matches()
            && (raised || NOTE_CLASS.matcher(classes(element)).find()));
  }

  private static boolean isPower(Element sup) {
    if (!sup.text().strip().matches("\\d{1,3}")) {
      return false;
    }
    Node before = sup.previousSibling();
    String text =
        before instanceof TextNode words
            ? words.getWholeText()
            : before instanceof Element element ? element.text() : "";
    return POWER_BEFORE.matcher(text.substring(Math.max(0, text.length() - 12))).matches();
  }

  private static boolean isNavigation(Element element) {
    String text =
        isBlock(element) && !isHeading(element) ? shortText(element, LONGEST_NAVIGATION) : "";
    int links = text.isBlank() ? 0 : element.getElementsByTag("a").size();
    boolean toNeighbour = links > 1 || text.matches("(?i).*\\b(?:prev|next|back|return|topic).*");
    return links > 0
        && toNeighbour
        && (NAVIGATION.matcher(text).matches() || TOPIC.matcher(text).matches());
  }

  // Many books have their verse in it.
  private static boolean isCode(Element pre) {
    String text = pre.wholeText();
    long signs = CODE_SIGN.matcher(text).results().count();
    long letters = text.chars().filter(Character::isLetter).count();
    boolean program =
        !pre.getElementsByTag("code").isEmpty()
            || classes(pre).matches(".*(?:code|listing|screen|program|example|source).*");
    String[] lines = text.strip().split("\\s*\\n\\s*", -1);
    long capitals = Arrays.stream(lines).filter(line -> line.matches("[\"“‘'(]*\\p{Lu}.*")).count();
    boolean prose = lines.length > 1 && capitals * 2 >= lines.length && signs * 50 <= letters;
    return !isVerse(pre) && (program || !prose);
  }

  /** {@return an element's text, or nothing if it is longer than the limit} */
  static String shortText(Element element, int limit) {
    StringBuilder text = new StringBuilder();
    NodeFilter.FilterResult result =
        NodeTraversor.filter(
            (node, depth) -> {
              if (node instanceof TextNode words) {
                text.append(words.getWholeText());
              }
              return text.length() > 2 * limit
                  ? NodeFilter.FilterResult.STOP
                  : NodeFilter.FilterResult.CONTINUE;
            },
            element);
    String words = text.toString().replaceAll("\\s+", " ").strip();
    return result == NodeFilter.FilterResult.STOP || words.length() > limit ? "" : words;
  }

  static boolean isBlock(Element element) {
    return BLOCKS.contains(name(element));
  }

  static boolean hasNoText(Element element) {
    return WITHOUT_TEXT.contains(name(element));
  }

  static boolean isHeading(Element element) {
    return HEADINGS.contains(name(element));
  }

  /** {@return a heading's level, from 1; 0 for all that is not a heading} */
  static int headingLevel(Element element) {
    String name = name(element);
    if (!HEADINGS.contains(name)) {
      return 0;
    }
    return name.length() == 2 ? name.charAt(1) - '0' : 1;
  }

  static boolean isVerse(Element element) {
    return VERSE.matcher(String.join(" ", types(element))).find()
        || VERSE.matcher(classes(element)).find();
  }

  /** {@return whether a block is one line of a stanza: within verse, or one verse among others} */
  static boolean isVerseLine(Element element) {
    return isBlock(element)
        && !isHeading(element)
        && (isWithinVerse(element) || isVerseAmongVerses(element))
        && element.parent() != null
        && element.getElementsByTag("br").isEmpty()
        && element.children().stream().noneMatch(XhtmlRole::isBlock)
        && element.text().length() <= 100;
  }

  private static boolean isWithinVerse(Element element) {
    Element outer = element.parent();
    for (int i = 0; i < DEEPEST_STANZA && outer != null; i++) {
      if (isVerse(outer)) {
        return true;
      }
      outer = outer.parent();
    }
    return false;
  }

  private static boolean isVerseAmongVerses(Element element) {
    Element before = element.previousElementSibling();
    Element after = element.nextElementSibling();
    return isVerse(element)
        && ((before != null && isVerse(before)) || (after != null && isVerse(after)));
  }

  /** {@return whether this names who speaks in a play} */
  static boolean isPersona(Element element) {
    return PERSONA.matcher(String.join(" ", types(element))).find()
        || PERSONA.matcher(classes(element)).find();
  }

  static String name(Element element) {
    return EpubPackage.localName(element).toLowerCase(Locale.ROOT);
  }

  private static String classes(Element element) {
    return element.className().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String[] types(Element element) {
    String role = element.attr("role").replace("doc-", "");
    return (element.attr("epub:type") + " " + role).strip().split("\\s+", -1);
  }
}
