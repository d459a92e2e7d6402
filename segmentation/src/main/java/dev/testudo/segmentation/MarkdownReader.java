package dev.testudo.segmentation;

import java.util.List;

final class MarkdownReader {
  private MarkdownReader() {}

  static Manuscript read(String fileName, String text, List<String> warnings) {
    return PlainTextReader.read(fileName, text, warnings);
  }
}
