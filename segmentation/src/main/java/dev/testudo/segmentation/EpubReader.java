// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Reads EPUB 2 and 3: the text of the reading order, cut along the book's own contents. */
final class EpubReader {
  private static final String ENCRYPTION = "META-INF/encryption.xml";
  // These algorithms scramble fonts only; the text stays readable.
  private static final List<String> FONT_OBFUSCATION =
      List.of("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC");
  private static final int LONGEST_TITLE_PAGE = 1000;
  private static final int LONGEST_IMPRINT = 6000;
  private static final int MANY_FORMULAS = 10;
  private static final String COPYRIGHT = "(?is).*(?:copyright|©|all rights reserved).*";

  private EpubReader() {}

  static Manuscript read(EpubArchive archive) {
    EpubPackage book = EpubPackage.read(archive);
    refuseEncrypted(archive, book);
    EpubContents contents = new EpubContents(archive, book);
    XhtmlText text = new XhtmlText(archive.styles());
    collect(archive, book, contents, text, path -> archive.xml(path).orElseThrow());
    if (text.blocks().isEmpty()) {
      throw withoutText(archive);
    }
    return manuscript(archive, book, text, contents.entries(text));
  }

  /**
   * Reads the text of a book again, so that a trace learns which characters of which files it is.
   *
   * @param pages parses a file
   */
  static void trace(EpubArchive archive, Function<String, Document> pages, TextTrace trace) {
    EpubPackage book = EpubPackage.read(archive);
    XhtmlText text = new XhtmlText(archive.styles(), trace);
    collect(archive, book, new EpubContents(archive, book), text, pages);
  }

  private static void collect(
      EpubArchive archive,
      EpubPackage book,
      EpubContents contents,
      XhtmlText text,
      Function<String, Document> pages) {
    for (EpubPackage.Item item : book.pages()) {
      if (archive.has(item.path())) {
        Document xhtml = pages.apply(item.path());
        text.add(item.path(), xhtml, omission(book, item, xhtml, contents));
      }
    }
  }

  private static Manuscript manuscript(
      EpubArchive archive, EpubPackage book, XhtmlText text, List<ContentsEntry> entries) {
    List<ContentsEntry> contents = entries.isEmpty() ? text.headings() : entries;
    List<Omission> omissions = new ArrayList<>(text.omissions());
    List<Block> blocks = new ArrayList<>(text.blocks());
    leaveOut(
        RepeatedLines.of(text.text(), blocks, text.files()),
        Omission.Reason.REPEATED_LINE,
        blocks,
        omissions);
    if (!contents.isEmpty()) {
      leaveOutTitlePages(book, text, contents.get(0).offset(), blocks, omissions);
    }
    omissions.sort(Comparator.comparingInt(omission -> omission.span().start()));
    List<String> warnings = new ArrayList<>(warnings(text));
    List<String> missing =
        book.spine().stream().map(EpubPackage.Item::path).filter(p -> !archive.has(p)).toList();
    if (!missing.isEmpty()) {
      warnings.add(
          "%d files of the reading order are not in the archive (%s): download the book again"
              .formatted(missing.size(), missing.get(0)));
    }
    Lexicon lexicon = lexicon(archive, book, warnings);
    return new Manuscript(
        book.title().isEmpty() ? ManuscriptReader.titleOf(archive.fileName()) : book.title(),
        book.author(),
        book.language().isEmpty() ? "en" : book.language(),
        text.text(),
        blocks,
        contents,
        omissions,
        warnings,
        cover(archive, book),
        lexicon,
        text.spokenAs(),
        text.passages(),
        book.details(),
        text.voiced());
  }

  /**
   * {@return the W3C pronunciation lexicons that the book holds; what is no English is for others}
   */
  private static Lexicon lexicon(EpubArchive archive, EpubPackage book, List<String> warnings) {
    Lexicon lexicon = Lexicon.EMPTY;
    for (String path : book.lexicons()) {
      Optional<Document> pls = archive.xml(path);
      if (pls.isPresent() && PronunciationLexicon.isFor(book.language(), pls.get())) {
        lexicon = lexicon.and(PronunciationLexicon.of(pls.get(), warnings));
      }
    }
    return lexicon;
  }

  private static Optional<Omission.Reason> omission(
      EpubPackage book, EpubPackage.Item item, Document document, EpubContents contents) {
    if (!item.linear()) {
      return Optional.of(Omission.Reason.NOT_IN_READING_ORDER);
    }
    if (item.is("nav")) {
      return Optional.of(Omission.Reason.CONTENTS);
    }
    return XhtmlRole.omission(book.guide().getOrDefault(item.path(), ""))
        .or(() -> FilePurpose.omission(document, contents.titles(item.path())));
  }

  /**
   * Books that do not mark their title and copyright pages have them before the first chapter. A
   * dedication or an epigraph stands there too, and is read.
   */
  private static void leaveOutTitlePages(
      EpubPackage book,
      XhtmlText text,
      int firstChapter,
      List<Block> blocks,
      List<Omission> omissions) {
    Map<Integer, List<Block>> files =
        blocks.stream()
            .filter(block -> block.span().start() < firstChapter)
            .collect(
                Collectors.groupingBy(
                    block -> text.files().floorKey(block.span().start()),
                    TreeMap::new,
                    Collectors.toList()));
    for (List<Block> page : files.values()) {
      List<String> lines = page.stream().map(block -> block.span().of(text.text())).toList();
      String words = String.join("\n", lines);
      if (words.length() < LONGEST_IMPRINT && words.matches(COPYRIGHT)) {
        leaveOut(page, Omission.Reason.PUBLISHER_MATTER, blocks, omissions);
      } else if (words.length() < LONGEST_TITLE_PAGE
          && lines.stream().anyMatch(line -> isTitle(line, book))) {
        leaveOut(page, Omission.Reason.TITLE_PAGE, blocks, omissions);
      }
    }
  }

  private static boolean isTitle(String line, EpubPackage book) {
    String words = letters(line);
    return !words.isEmpty()
        && (letters(book.title()).contains(words)
            || letters(book.author()).contains(words)
            || (!book.title().isEmpty() && words.startsWith(letters(book.title()))));
  }

  private static String letters(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "");
  }

  private static void leaveOut(
      Collection<Block> left,
      Omission.Reason reason,
      List<Block> blocks,
      List<Omission> omissions) {
    for (Block block : left) {
      if (block.span().length() > 0) {
        omissions.removeIf(inner -> isWithin(inner.span(), block.span()));
        omissions.add(new Omission(reason, block.span()));
      }
    }
    blocks.removeAll(Set.copyOf(left));
  }

  private static List<String> warnings(XhtmlText text) {
    return text.unspokenFormulas() < MANY_FORMULAS
        ? List.of()
        : List.of(
            "%d formulas are only announced as \"formula\", since there is no rule for them: see them in the list of what is skipped"
                .formatted(text.unspokenFormulas()));
  }

  private static boolean isWithin(Span inner, Span outer) {
    return inner.start() >= outer.start() && inner.end() <= outer.end();
  }

  private static void refuseEncrypted(EpubArchive archive, EpubPackage book) {
    List<String> texts = book.spine().stream().map(EpubPackage.Item::path).toList();
    Optional<Document> encryption = archive.xml(ENCRYPTION);
    List<Element> encrypted =
        encryption.map(xml -> EpubPackage.named(xml, "EncryptedData")).orElse(List.of());
    for (Element data : encrypted) {
      boolean font =
          EpubPackage.named(data, "EncryptionMethod").stream()
              .anyMatch(method -> FONT_OBFUSCATION.contains(method.attr("Algorithm")));
      for (Element reference : EpubPackage.named(data, "CipherReference")) {
        if (!font && texts.contains(EpubPackage.resolve("", reference.attr("URI")))) {
          throw new ManuscriptException(
              "Cannot read %s: its text is encrypted (DRM); give an edition without copy protection"
                  .formatted(archive.fileName()));
        }
      }
    }
  }

  private static ManuscriptException withoutText(EpubArchive archive) {
    boolean pictures = archive.hasAny("(?i).*\\.(?:jpe?g|png|gif|webp|svg)");
    return new ManuscriptException(
        "Cannot read %s: the EPUB has no text to read%s; give an edition with text"
            .formatted(archive.fileName(), pictures ? ", only pictures" : ""));
  }

  private static Optional<CoverImage> cover(EpubArchive archive, EpubPackage book) {
    return book.cover()
        .flatMap(item -> archive.bytes(item.path()).map(b -> new CoverImage(item.mediaType(), b)));
  }
}
