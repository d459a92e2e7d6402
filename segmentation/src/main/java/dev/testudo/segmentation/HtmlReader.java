// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Reads an HTML file or a saved page: its article where it has one, else its body. */
final class HtmlReader {
  private static final Pattern SITE_NAME = Pattern.compile("\\s+[|–—·»-]\\s+[^|–—·»]{2,40}$");
  private static final String SITE_FRAME =
      "body > header, body > footer, body > aside, body > * > footer, [role=banner],"
          + " [role=contentinfo], [role=complementary], [role=search], .sidebar, #sidebar,"
          + " #comments, .comments, .breadcrumb, .breadcrumbs, .share, .social, .cookie,"
          + " .newsletter, .advert, .ad, .ads, .related, button";

  private HtmlReader() {}

  static Manuscript read(String fileName, byte[] content) {
    try {
      // The parser takes the encoding from the byte order mark or from what the page says.
      Document page = Jsoup.parse(new ByteArrayInputStream(content), null, "");
      List<String> warnings = TextDecoder.warnings(fileName, page.charset());
      XhtmlText text = text(fileName, page, frame(page));
      return manuscript(title(fileName, page, text), page, text, warnings);
    } catch (IOException e) {
      throw new ManuscriptException(
          "Cannot read %s: it is damaged (%s)".formatted(fileName, e.getMessage()), e);
    }
  }

  /** {@return a book of another format that was made a page: nothing is around its text} */
  static Manuscript read(String fileName, Document page) {
    XhtmlText text = text(fileName, page, Set.of());
    String title = page.title().strip();
    return manuscript(title.isEmpty() ? title(fileName, page, text) : title, page, text, List.of());
  }

  private static XhtmlText text(String fileName, Document page, Set<Element> frame) {
    XhtmlText text = new XhtmlText(styles(page));
    text.add("", page, Optional.empty(), frame);
    if (text.blocks().isEmpty()) {
      throw new ManuscriptException(
          "Cannot read %s: it has no text to read; give an edition with text".formatted(fileName));
    }
    return text;
  }

  private static Manuscript manuscript(
      String title, Document page, XhtmlText text, List<String> warnings) {
    List<Omission> omissions = new ArrayList<>(text.omissions());
    omissions.sort(Comparator.comparingInt(omission -> omission.span().start()));
    String language = page.getElementsByTag("html").attr("lang").strip();
    return new Manuscript(
        title,
        page.select("meta[name=author], meta[name=dc.creator]").attr("content").strip(),
        language.isEmpty() ? "en" : language,
        text.text(),
        text.blocks(),
        text.headings(),
        omissions,
        warnings,
        Optional.empty(),
        Lexicon.EMPTY,
        text.spokenAs(),
        text.passages(),
        BookDetails.of(field -> detail(page, field)),
        text.voiced());
  }

  /** {@return what a page says of its book, in its own words or in those of the Dublin Core} */
  private static String detail(Document page, String field) {
    return page.getElementsByTag("meta").stream()
        .filter(meta -> meta.attr("name").matches("(?i)(?:dc\\.|dcterms\\.)?" + field))
        .map(meta -> meta.attr("content").strip())
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static XhtmlStyles styles(Document page) {
    return page.getElementsByTag("style").stream()
        .map(style -> XhtmlStyles.of(style.data()))
        .reduce(XhtmlStyles.NONE, XhtmlStyles::and);
  }

  /** {@return what is around the article of a page of a site} */
  private static Set<Element> frame(Document page) {
    Elements main = page.select("main, [role=main]");
    Elements articles = page.select("article");
    Element article =
        main.size() == 1 ? main.first() : articles.size() == 1 ? articles.first() : null;
    if (article == null) {
      return Set.copyOf(page.select(SITE_FRAME));
    }
    Set<Element> inside =
        Set.copyOf(article.select(".share, .social, .comments, .newsletter, .related, button"));
    Set<Element> frame =
        article.parents().stream()
            .flatMap(parent -> parent.children().stream())
            .filter(sibling -> !sibling.equals(article) && !article.parents().contains(sibling))
            .filter(sibling -> !XhtmlRole.hasNoText(sibling))
            .collect(Collectors.toSet());
    frame.addAll(inside);
    return frame;
  }

  private static String title(String fileName, Document page, XhtmlText text) {
    List<ContentsEntry> headings = text.headings();
    long tops = headings.stream().filter(heading -> heading.level() == 1).count();
    if (tops == 1 && headings.get(0).level() == 1) {
      return headings.get(0).title();
    }
    String title = SITE_NAME.matcher(page.title().strip()).replaceFirst("");
    return title.isBlank() ? ManuscriptReader.titleOf(fileName) : title;
  }
}
