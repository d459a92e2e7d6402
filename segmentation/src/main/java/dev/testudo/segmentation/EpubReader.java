package dev.testudo.segmentation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
  private static final String COPYRIGHT = "(?is).*(?:copyright|©|all rights reserved).*";

  private EpubReader() {}

  static Manuscript read(String fileName, byte[] content) {
    EpubArchive archive = EpubArchive.open(fileName, content);
    if (!archive.has("META-INF/container.xml")) {
      throw new ManuscriptException(
          "Cannot read %s: it is %s; give the book as .txt, .md or .epub"
              .formatted(fileName, otherFormat(archive)));
    }
    EpubPackage book = EpubPackage.read(archive);
    refuseEncrypted(archive, book);
    XhtmlText text = new XhtmlText();
    for (EpubPackage.Item item : book.spine()) {
      Optional<Document> document = archive.xml(item.path());
      document.ifPresent(xhtml -> text.add(item.path(), xhtml, omission(book, item)));
    }
    if (text.blocks().isEmpty()) {
      throw withoutText(archive);
    }
    return manuscript(archive, book, text);
  }

  private static String otherFormat(EpubArchive archive) {
    if (archive.has("word/document.xml")) {
      return "a Word document (DOCX)";
    }
    return archive.has("content.xml") && archive.has("META-INF/manifest.xml")
        ? "an OpenDocument text (ODT)"
        : "a ZIP archive, but not an EPUB";
  }

  private static Manuscript manuscript(EpubArchive archive, EpubPackage book, XhtmlText text) {
    List<ContentsEntry> contents = EpubContents.read(archive, book, text);
    if (contents.isEmpty()) {
      contents = text.headings();
    }
    List<Omission> omissions = new ArrayList<>(text.omissions());
    List<Block> blocks = new ArrayList<>(text.blocks());
    if (!contents.isEmpty()) {
      leaveOutTitlePages(text.text(), contents.get(0).offset(), blocks, omissions);
    }
    omissions.sort(Comparator.comparingInt(omission -> omission.span().start()));
    return new Manuscript(
        book.title().isEmpty() ? ManuscriptReader.titleOf(archive.fileName()) : book.title(),
        book.author(),
        book.language().isEmpty() ? "en" : book.language(),
        text.text(),
        blocks,
        contents,
        omissions,
        List.of(),
        cover(archive, book));
  }

  private static Optional<Omission.Reason> omission(EpubPackage book, EpubPackage.Item item) {
    if (!item.linear()) {
      return Optional.of(Omission.Reason.NOT_IN_READING_ORDER);
    }
    return item.is("nav")
        ? Optional.of(Omission.Reason.CONTENTS)
        : XhtmlRole.omission(book.guide().getOrDefault(item.path(), ""));
  }

  /** Books that do not mark their title and copyright pages have them before the first chapter. */
  private static void leaveOutTitlePages(
      String text, int firstChapter, List<Block> blocks, List<Omission> omissions) {
    List<Block> front =
        blocks.stream().filter(block -> block.span().start() < firstChapter).toList();
    String words = front.stream().map(b -> b.span().of(text)).collect(Collectors.joining("\n"));
    boolean imprint = words.matches(COPYRIGHT);
    if (imprint || words.length() < LONGEST_TITLE_PAGE) {
      Omission.Reason reason =
          imprint ? Omission.Reason.PUBLISHER_MATTER : Omission.Reason.TITLE_PAGE;
      for (Block block : front) {
        omissions.removeIf(inner -> isWithin(inner.span(), block.span()));
        omissions.add(new Omission(reason, block.span()));
      }
      blocks.subList(0, front.size()).clear();
    }
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
