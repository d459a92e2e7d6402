// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.swing.text.BadLocationException;
import javax.swing.text.Document;
import javax.swing.text.rtf.RTFEditorKit;

/** Reads RTF by the JDK's own parser; headings are found as in plain text. */
final class RtfReader {
  private RtfReader() {}

  static Manuscript read(String fileName, byte[] content) {
    RTFEditorKit kit = new RTFEditorKit();
    Document document = kit.createDefaultDocument();
    String text;
    try {
      String source = RtfSource.rearranged(new String(content, StandardCharsets.ISO_8859_1));
      kit.read(new ByteArrayInputStream(source.getBytes(StandardCharsets.ISO_8859_1)), document, 0);
      text = document.getText(0, document.getLength());
    } catch (IOException | BadLocationException | RuntimeException e) {
      throw new ManuscriptException(
          "Cannot read %s: its RTF is damaged (%s); save it again as DOCX or text"
              .formatted(fileName, e.getMessage()),
          e);
    }
    String shown = RtfSource.read(text);
    if (shown.isBlank()) {
      throw new ManuscriptException(
          "Cannot read %s: it has no text; give an edition with text".formatted(fileName));
    }
    String paragraphs = shown.replaceAll("\\R", "\n\n");
    Manuscript read =
        RtfSource.withUnread(PlainTextReader.read(fileName, paragraphs, List.of()), text);
    String title = field(content, "title");
    String author = field(content, "author");
    return read.withMetadata(
        title.isEmpty() ? read.title() : title, author.isEmpty() ? read.author() : author, "");
  }

  private static String field(byte[] content, String name) {
    String start =
        new String(content, 0, Math.min(content.length, 1 << 14), StandardCharsets.ISO_8859_1);
    Matcher field = Pattern.compile("\\{\\\\" + name + " ([^{}\\\\]{1,200})\\}").matcher(start);
    return field.find() ? field.group(1).strip() : "";
  }
}
