package dev.testudo.segmentation;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** What an XHTML element means to someone who reads aloud, by its name, type and class. */
final class XhtmlRole {
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "li",
          "ul",
          "ol",
          "dl",
          "dt",
          "dd",
          "blockquote",
          "section",
          "article",
          "aside",
          "header",
          "footer",
          "hgroup",
          "figure",
          "figcaption",
          "table",
          "tr",
          "td",
          "th",
          "caption",
          "pre",
          "body",
          "main",
          "nav",
          "address",
          "hr",
          "center",
          "form",
          "details",
          "summary",
          "video",
          "audio");
  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6", "hgroup");
  private static final Set<String> WITHOUT_TEXT = Set.of("head", "script", "style", "template");
  private static final Map<String, Omission.Reason> BY_NAME =
      Map.ofEntries(
          Map.entry("table", Omission.Reason.TABLE),
          Map.entry("pre", Omission.Reason.CODE),
          Map.entry("math", Omission.Reason.FORMULA),
          Map.entry("svg", Omission.Reason.ILLUSTRATION),
          Map.entry("figcaption", Omission.Reason.ILLUSTRATION),
          Map.entry("nav", Omission.Reason.CONTENTS),
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
          Map.entry("loi", Omission.Reason.CONTENTS),
          Map.entry("lot", Omission.Reason.CONTENTS),
          Map.entry("index", Omission.Reason.CONTENTS),
          Map.entry("footnote", Omission.Reason.FOOTNOTE),
          Map.entry("footnotes", Omission.Reason.FOOTNOTE),
          Map.entry("endnote", Omission.Reason.FOOTNOTE),
          Map.entry("endnotes", Omission.Reason.FOOTNOTE),
          Map.entry("rearnote", Omission.Reason.FOOTNOTE),
          Map.entry("rearnotes", Omission.Reason.FOOTNOTE),
          Map.entry("noteref", Omission.Reason.NOTE_MARKER),
          Map.entry("annoref", Omission.Reason.NOTE_MARKER),
          Map.entry("pagebreak", Omission.Reason.PAGE_NUMBER));
  private static final Pattern NOTE_MARK =
      Pattern.compile("\\s*[\\[(]?(?:\\d{1,4}|[A-Za-z]|[*†‡§]{1,3})[\\])]?\\s*");
  private static final Pattern BRACKETED = Pattern.compile("\\s*\\[(?:\\d{1,4}|[*†‡])\\]\\s*");
  private static final Pattern PAGE_CLASS =
      Pattern.compile("(?:^| )(?:pagenum|pageno|page-?number)(?:$| )");
  private static final Pattern NOTE_CLASS =
      Pattern.compile("(?:^| )(?:fnanchor|noteref|footnote-?ref)(?:$| )");
  private static final Pattern VERSE =
      Pattern.compile("(?:^|[ :])(?:verse|poem|poetry|stanza|song|hymn|lyrics)(?:$| )");

  private XhtmlRole() {}

  /** {@return why an element's text is left unread, if it is} */
  static Optional<Omission.Reason> omission(Element element) {
    String name = name(element);
    for (String type : types(element)) {
      if (BY_TYPE.containsKey(type)) {
        return Optional.of(BY_TYPE.get(type));
      }
    }
    if (element.id().equals("pg-header")) {
      return Optional.of(Omission.Reason.GUTENBERG_HEADER);
    }
    if (element.id().equals("pg-footer")) {
      return Optional.of(Omission.Reason.GUTENBERG_LICENCE);
    }
    if (PAGE_CLASS.matcher(element.className()).find()) {
      return Optional.of(Omission.Reason.PAGE_NUMBER);
    }
    return isNoteMarker(element, name)
        ? Optional.of(Omission.Reason.NOTE_MARKER)
        : Optional.ofNullable(BY_NAME.get(name));
  }

  /** {@return why a whole file is left unread, by the type that the book's guide gives it} */
  static Optional<Omission.Reason> omission(String guideType) {
    return Optional.ofNullable(BY_TYPE.get(guideType));
  }

  private static boolean isNoteMarker(Element element, String name) {
    boolean link = name.equals("a") && element.hasAttr("href");
    if (!link && !(name.equals("sup") && !element.getElementsByTag("a").isEmpty())) {
      return false;
    }
    String text = element.text();
    boolean raised =
        !link
            || element.parents().stream().anyMatch(parent -> name(parent).equals("sup"))
            || !element.getElementsByTag("sup").isEmpty();
    return BRACKETED.matcher(text).matches()
        || (NOTE_MARK.matcher(text).matches()
            && (raised || NOTE_CLASS.matcher(element.className()).find()));
  }

  static boolean isBlock(Element element) {
    return BLOCKS.contains(name(element));
  }

  static boolean hasNoText(Element element) {
    return WITHOUT_TEXT.contains(name(element));
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
        || VERSE.matcher(element.className().toLowerCase(Locale.ROOT)).find();
  }

  static boolean isLineBreak(Element element) {
    return name(element).equals("br");
  }

  static boolean isRule(Element element) {
    return name(element).equals("hr");
  }

  private static String[] types(Element element) {
    String role = element.attr("role").replace("doc-", "");
    return (element.attr("epub:type") + " " + role).strip().split("\\s+", -1);
  }

  private static String name(Element element) {
    return EpubPackage.localName(element).toLowerCase(Locale.ROOT);
  }
}
