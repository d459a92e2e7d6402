// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Tells the files of a book that are not read, in books that do not mark them: title and copyright
 * pages, lists of contents, indexes, notes.
 */
final class FilePurpose {
  private static final Pattern TITLE_PAGE =
      Pattern.compile(
          "(?:half|full)?-? ?title ?page|half ?title|cover(?: page| image)?|front cover|frontispiece");
  private static final Pattern IMPRINT =
      Pattern.compile(
          "copyright(?: (?:page|notice|information))?|imprint|colophon|uncopyright|publication (?:data|information)|legal notice"
              + "|licen[cs]ing(?: information)?|full (?:project gutenberg )?licen[cs]e|the full project gutenberg licen[cs]e");
  private static final Pattern CONTENTS =
      Pattern.compile(
          "(?:table of |brief |detailed )?contents|toc|list of (?:illustrations|figures|tables|plates|maps)|illustrations");
  private static final Pattern INDEX =
      Pattern.compile("(?:general |subject |name )?index(?: of .*)?");
  private static final Pattern NOTES = Pattern.compile("(?:foot|end)?-?notes?(?: to .*)?");
  private static final Pattern RIGHTS =
      Pattern.compile(
          "(?i)all rights reserved|\\bisbn\\b|©|library of congress|\\bcopyright (?:\\d{4}|\\(c\\))|first (?:published|edition)|no part of this|printed in");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?is).*[\\s,.–-](?:\\d{1,4}[a-z]?|[ivxlc]{1,7})(?:\\s*(?:n\\.?|f{1,2}\\.?))?[.,;]?");
  private static final Pattern NOTE =
      Pattern.compile("(?s)[\\[(]?(?:\\d{1,4}|[*†‡§¶]|[a-z])[\\])]?[.:]?\\s.+");
  private static final int LONGEST_IMPRINT = 6_000;

  private FilePurpose() {}

  /**
   * {@return why a file is left unread, if it is}
   *
   * @param titles of the entries of the contents that lead to it
   */
  static Optional<Omission.Reason> omission(Document document, List<String> titles) {
    Optional<Omission.Reason> named =
        titles.size() == 1 ? byTitle(document, titles.get(0)) : Optional.empty();
    return named
        .or(() -> heading(document).flatMap(heading -> byTitle(document, heading)))
        .or(
            () ->
                isImprint(document)
                    ? Optional.of(Omission.Reason.PUBLISHER_MATTER)
                    : Optional.empty());
  }

  private static Optional<Omission.Reason> byTitle(Document document, String title) {
    String name = title.strip().toLowerCase(Locale.ROOT).replaceAll("[.:]$", "");
    if (TITLE_PAGE.matcher(name).matches() && document.text().length() <= LONGEST_IMPRINT) {
      return Optional.of(Omission.Reason.TITLE_PAGE);
    }
    if (IMPRINT.matcher(name).matches()) {
      return Optional.of(Omission.Reason.PUBLISHER_MATTER);
    }
    if (CONTENTS.matcher(name).matches() && share(document, FilePurpose::isLink) > 0.5) {
      return Optional.of(Omission.Reason.CONTENTS);
    }
    if (INDEX.matcher(name).matches() && share(document, FilePurpose::isReference) > 0.5) {
      return Optional.of(Omission.Reason.INDEX);
    }
    boolean notes =
        NOTES.matcher(name).matches()
            && share(document, e -> NOTE.matcher(e.text()).matches()) > 0.5;
    return notes ? Optional.of(Omission.Reason.FOOTNOTE) : Optional.empty();
  }

  private static Optional<String> heading(Document document) {
    return document.getAllElements().stream()
        .filter(XhtmlRole::isHeading)
        .map(Element::text)
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  private static boolean isImprint(Document document) {
    String text = document.text();
    return text.length() <= LONGEST_IMPRINT
        && RIGHTS
                .matcher(text)
                .results()
                .map(found -> found.group().toLowerCase(Locale.ROOT))
                .distinct()
                .count()
            >= 3;
  }

  private static boolean isLink(Element element) {
    return element.getElementsByTag("a").text().length() * 2 >= element.text().length();
  }

  private static boolean isReference(Element element) {
    return REFERENCE.matcher(element.text()).matches()
        || isLink(element)
        || element.text().length() < 30;
  }

  /** {@return the share of the innermost blocks for which something holds} */
  private static double share(Document document, Predicate<Element> holds) {
    List<Element> blocks =
        document.getAllElements().stream()
            .filter(element -> XhtmlRole.isBlock(element) && !XhtmlRole.isHeading(element))
            .filter(element -> element.children().stream().noneMatch(XhtmlRole::isBlock))
            .filter(Element::hasText)
            .toList();
    long number = blocks.stream().filter(holds).count();
    return blocks.isEmpty() ? 0 : (double) number / blocks.size();
  }
}
