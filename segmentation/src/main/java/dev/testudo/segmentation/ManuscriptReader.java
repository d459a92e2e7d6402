// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/**
 * Reads manuscripts: plain text, Markdown, HTML, EPUB 2 and 3, DOCX, ODT, FB2, RTF, PDF. What a
 * file is, is told by its content first and by its name only where content cannot tell.
 */
public final class ManuscriptReader {
  /** The first bytes of what Word wrote until 2003, in lower case as Latin-1. */
  private static final String OLE_DOCUMENT = "\u00f0\u00ef\u0011\u00e0";

  static final String ADVICE =
      "give the book as EPUB, HTML, Markdown, text, DOCX, ODT, FB2, RTF or PDF";

  private static final String EPUB_MEDIA_TYPE = "application/epub+zip";
  private static final String EPUB_CONTAINER = "META-INF/container.xml";

  private ManuscriptReader() {}

  /**
   * Reads a whole manuscript.
   *
   * @param fileName its name, without folders, for messages and as the last resort for a title
   * @throws ManuscriptException if it cannot be read; the message is one sentence
   */
  public static Manuscript read(String fileName, byte[] content) {
    return read(fileName, content, ReadingLimits.DEFAULTS);
  }

  /**
   * Reads a whole manuscript within limits.
   *
   * @throws ManuscriptException if it cannot be read; the message is one sentence
   */
  public static Manuscript read(String fileName, byte[] content, ReadingLimits limits) {
    return LanguageGuess.corrected(BrokenWords.joined(readFormat(fileName, content, limits)));
  }

  private static Manuscript readFormat(String fileName, byte[] content, ReadingLimits limits) {
    limits.requireSize(fileName, content.length);
    String lowerName = fileName.toLowerCase(Locale.ROOT);
    String start = start(content);
    if (TextDecoder.startsWith(content, 'P', 'K', 3, 4)) {
      return readArchive(EpubArchive.open(fileName, content, limits));
    }
    if (content.length > 0 && lowerName.matches(".*\\.(?:epub|docx|odt)")) {
      throw new ManuscriptException(
          "Cannot read %s: it is not an %s, which would be a ZIP archive; download it again"
              .formatted(fileName, ending(lowerName).toUpperCase(Locale.ROOT)));
    }
    if (isKindle(lowerName, content)) {
      throw new ManuscriptException(
          "Cannot read %s: MOBI and AZW books cannot be read; convert it to EPUB, for instance by calibre's ebook-convert"
              .formatted(fileName));
    }
    if (start.startsWith(OLE_DOCUMENT)) {
      throw new ManuscriptException(
          "Cannot read %s: it is a document of an old Word; save it as DOCX".formatted(fileName));
    }
    if (start.contains("%pdf-") && (lowerName.endsWith(".pdf") || start.startsWith("%pdf-"))) {
      return PdfReader.read(fileName, content);
    }
    if (start.startsWith("{\\rtf")) {
      return RtfReader.read(fileName, content);
    }
    if (start.contains("<fictionbook")) {
      return Fb2Reader.read(fileName, EpubArchive.parseXml(fileName, fileName, content, limits));
    }
    if (start.matches(
        "(?s)(?:<\\?xml.{0,200}\\?>)?\\s*(?:<!doctype.{0,300}>)?\\s*<speak[\\s>].*")) {
      return SsmlReader.read(fileName, EpubArchive.parseXml(fileName, fileName, content, limits));
    }
    if (lowerName.endsWith(".pdf") && content.length > 0) {
      throw new ManuscriptException(
          "Cannot read %s: it is not a PDF, which would begin with \"%%PDF-\"; download it again"
              .formatted(fileName));
    }
    if (isHtml(lowerName, content)) {
      limits.requireElements(fileName, content);
      return HtmlReader.read(fileName, content);
    }
    TextDecoder.Decoded decoded = TextDecoder.decode(fileName, content);
    if (lowerName.endsWith(".md") || lowerName.endsWith(".markdown")) {
      return MarkdownReader.read(fileName, decoded.text(), decoded.warnings());
    }
    return PlainTextReader.read(fileName, decoded.text(), decoded.warnings());
  }

  /** {@return whether a manuscript is an EPUB, which may be damaged} */
  public static boolean isEpub(byte[] content) {
    return TextDecoder.startsWith(content, 'P', 'K', 3, 4)
        && new String(content, 0, Math.min(content.length, 256), ISO_8859_1)
            .contains(EPUB_MEDIA_TYPE);
  }

  private static boolean isHtml(String lowerName, byte[] content) {
    String start = start(content);
    boolean named = lowerName.matches(".*\\.(?:x?html?|xht)");
    return named
        ? start.contains("<")
        : start.startsWith("<!doctype html")
            || start.startsWith("<html")
            || (start.startsWith("<?xml") && start.contains("<html"));
  }

  private static String start(byte[] content) {
    String start = new String(content, 0, Math.min(content.length, 1024), ISO_8859_1);
    return start
        .replaceFirst("^(?:\u00EF\u00BB\u00BF|\u00FF\u00FE|\u00FE\u00FF)", "")
        .replace("\0", "")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static Manuscript readArchive(EpubArchive archive) {
    if (archive.has(EPUB_CONTAINER)) {
      return EpubReader.read(archive);
    }
    if (archive.has(DocxReader.CONTENT)) {
      return DocxReader.read(archive);
    }
    if (archive.has(OdtReader.CONTENT)) {
      return OdtReader.read(archive);
    }
    return archive
        .first("(?i)[^/]*\\.fb2")
        .map(path -> Fb2Reader.read(archive.fileName(), archive.xml(path).orElseThrow()))
        .orElseThrow(
            () ->
                new ManuscriptException(
                    "Cannot read %s: it is a ZIP archive, but not an EPUB, DOCX, ODT or FB2; %s"
                        .formatted(archive.fileName(), ADVICE)));
  }

  private static boolean isKindle(String lowerName, byte[] content) {
    boolean named = lowerName.matches(".*\\.(?:mobi|azw\\d?|prc|kfx)");
    boolean signed =
        content.length >= 68 && new String(content, 60, 8, ISO_8859_1).equals("BOOKMOBI");
    return signed || (named && content.length > 0);
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** {@return a title made of a file's name: without its ending, with spaces for dashes} */
  static String titleOf(String fileName) {
    String title = fileName.replaceFirst("\\.\\w{1,8}$", "").replaceAll("[-_]+", " ").strip();
    return title.isEmpty()
        ? "Untitled"
        : title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }
}
