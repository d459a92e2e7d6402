// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ManuscriptReaderTest {
  private static final String TEXT = "“Café,” she said — naïvely enough. It was déjà vu.";

  @Test
  void readsUtf8WithAndWithoutByteOrderMark() {
    Manuscript plain = ManuscriptReader.read("a.txt", TEXT.getBytes(UTF_8));
    Manuscript marked = ManuscriptReader.read("a.txt", ("\uFEFF" + TEXT).getBytes(UTF_8));

    assertThat(plain.text()).isEqualTo(TEXT);
    assertThat(marked.text()).isEqualTo(TEXT);
    assertThat(plain.warnings()).isEmpty();
  }

  @Test
  void readsUtf16AndSaysSo() {
    Manuscript manuscript = ManuscriptReader.read("a.txt", TEXT.getBytes(UTF_16));

    assertThat(manuscript.text()).isEqualTo(TEXT);
    assertThat(manuscript.warnings())
        .containsExactly("a.txt is in UTF-16, not in UTF-8: look for wrong characters");
  }

  @Test
  void readsLatin1AndSaysSo() {
    String text = "Le café était là, à côté. The naïve fiancée said so.";
    Manuscript manuscript = ManuscriptReader.read("a.txt", text.getBytes(ISO_8859_1));

    assertThat(manuscript.text()).isEqualTo(text);
    assertThat(manuscript.warnings()).singleElement().asString().contains("windows-1252");
  }

  @Test
  void refusesAnEmptyFile() {
    assertRefused(
        "a.txt", new byte[0], "Cannot read a.txt: the file is empty; give a manuscript with text");
    assertRefused(
        "a.epub",
        new byte[0],
        "Cannot read a.epub: the file is empty; give a manuscript with text");
    assertRefused(
        "a.txt",
        " \n\n".getBytes(UTF_8),
        "Cannot read a.txt: the file is empty; give a manuscript with text");
  }

  @Test
  void refusesBinaryJunkNamedText() {
    byte[] junk = new byte[4096];
    new Random(1).nextBytes(junk);

    assertThatThrownBy(() -> ManuscriptReader.read("a.txt", junk))
        .isInstanceOf(ManuscriptException.class)
        .hasMessageStartingWith("Cannot read a.txt: it is not text (")
        .hasMessageEndingWith(
            "give the book as EPUB, HTML, Markdown, text, DOCX, ODT, FB2, RTF or PDF");
  }

  @Test
  void refusesOtherFormatsByTheirContent() {
    assertThat(ManuscriptReader.read("a.md", "<!DOCTYPE html><p>x".getBytes(UTF_8)).text())
        .isEqualTo("x\n\n");
    assertRefused(
        "a.doc",
        new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, 0, 0},
        "Cannot read a.doc: it is a document of an old Word; save it as DOCX");
    assertRefused(
        "a.epub",
        "some text".getBytes(UTF_8),
        "Cannot read a.epub: it is not an EPUB, which would be a ZIP archive; download it again");
  }

  private static void assertRefused(String name, byte[] content, String message) {
    assertThatThrownBy(() -> ManuscriptReader.read(name, content))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(message);
  }
}
