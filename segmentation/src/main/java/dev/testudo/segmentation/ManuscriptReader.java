package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/**
 * Reads manuscripts: plain text, Markdown, EPUB 2 and 3. What a file is, is told by its content
 * first and by its name only where content cannot tell.
 */
public final class ManuscriptReader {
  /** The first bytes of what Word wrote until 2003, in lower case as Latin-1. */
  private static final String OLE_DOCUMENT = "\u00f0\u00ef\u0011\u00e0";

  private ManuscriptReader() {}

  /**
   * Reads a whole manuscript.
   *
   * @param fileName its name, without folders, for messages and as the last resort for a title
   * @throws ManuscriptException if it cannot be read; the message is one sentence
   */
  public static Manuscript read(String fileName, byte[] content) {
    String lowerName = fileName.toLowerCase(Locale.ROOT);
    if (TextDecoder.startsWith(content, 'P', 'K', 3, 4)) {
      return EpubReader.read(fileName, content);
    }
    if (content.length > 0 && lowerName.endsWith(".epub")) {
      throw new ManuscriptException(
          "Cannot read %s: it is not an EPUB, which would be a ZIP archive; download it again"
              .formatted(fileName));
    }
    refuseOtherFormats(fileName, content);
    TextDecoder.Decoded decoded = TextDecoder.decode(fileName, content);
    if (lowerName.endsWith(".md") || lowerName.endsWith(".markdown")) {
      return MarkdownReader.read(fileName, decoded.text(), decoded.warnings());
    }
    return PlainTextReader.read(fileName, decoded.text(), decoded.warnings());
  }

  private static void refuseOtherFormats(String fileName, byte[] content) {
    String start =
        new String(content, 0, Math.min(content.length, 256), ISO_8859_1)
            .strip()
            .toLowerCase(Locale.ROOT);
    String format = otherFormat(start);
    if (!format.isEmpty()) {
      throw new ManuscriptException(
          "Cannot read %s: it is %s; give the book as .txt, .md or .epub"
              .formatted(fileName, format));
    }
  }

  /** {@return what the file is instead of a manuscript, or nothing if that cannot be told} */
  private static String otherFormat(String start) {
    if (start.startsWith("%pdf-")) {
      return "a PDF";
    }
    if (start.startsWith("{\\rtf")) {
      return "an RTF document";
    }
    if (start.startsWith(OLE_DOCUMENT)) {
      return "a document of an old Word";
    }
    if (start.startsWith("bookmobi", 60)) {
      return "a Kindle book";
    }
    return start.startsWith("<!doctype html") || start.startsWith("<html") ? "HTML" : "";
  }

  /** {@return a title made of a file's name: without its ending, with spaces for dashes} */
  static String titleOf(String fileName) {
    String title = fileName.replaceFirst("\\.\\w{1,8}$", "").replaceAll("[-_]+", " ").strip();
    return title.isEmpty()
        ? "Untitled"
        : title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }
}
