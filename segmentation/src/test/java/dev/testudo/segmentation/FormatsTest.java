// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;

/** Small books in the formats of word processors and e-readers. */
class FormatsTest {
  @Test
  void readsDocx() {
    Manuscript book =
        ManuscriptReader.read(
            "book.docx",
            zip(
                Map.of(
                    "word/document.xml",
                    """
                    <w:document><w:body>
                    <w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>The Inn</w:t></w:r></w:p>
                    <w:p><w:r><w:t xml:space="preserve">Rain </w:t></w:r><w:r><w:t>fell.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
                    <w:p><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del><w:ins><w:r><w:t>Here.</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>Unseen.</w:t></w:r></w:p>
                    <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>Go.</w:t></w:r></w:p>
                    <w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>The Road</w:t></w:r></w:p>
                    <w:p><w:r><w:t>Snow.</w:t></w:r></w:p></w:body></w:document>
                    """,
                    "word/styles.xml",
                    "<w:styles><w:style w:styleId=\"H1\"><w:name w:val=\"heading"
                        + " 1\"/></w:style></w:styles>",
                    "word/numbering.xml",
                    "<w:numbering><w:abstractNum w:abstractNumId=\"1\"><w:lvl"
                        + " w:ilvl=\"0\"><w:numFmt"
                        + " w:val=\"decimal\"/></w:lvl></w:abstractNum><w:num"
                        + " w:numId=\"7\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>",
                    "word/footnotes.xml",
                    "<w:footnotes><w:footnote w:id=\"2\"><w:p><w:r><w:t>A"
                        + " note.</w:t></w:r></w:p></w:footnote></w:footnotes>",
                    "word/comments.xml",
                    "<w:comments><w:p><w:r><w:t>Too long?</w:t></w:r></w:p></w:comments>",
                    "word/header1.xml",
                    "<w:hdr><w:p><w:r><w:t>Ways</w:t></w:r></w:p></w:hdr>",
                    "docProps/core.xml",
                    "<c><dc:title>Ways</dc:title><dc:creator>Jane Hill</dc:creator></c>")));

    assertThat(book.author()).isEqualTo("Jane Hill");
    assertThat(book.title()).isEqualTo("Ways");
    assertThat(readable(book))
        .containsExactly("The Inn", "Rain fell.", "Here.", "1. Go.", "The Road", "Snow.");
    assertThat(reasons(book))
        .containsExactly("note-marker", "deleted", "hidden", "footnote", "hidden", "page-number");
    assertThat(new ChapterSplitter().split(book)).hasSize(2);
  }

  @Test
  void readsOdt() {
    Manuscript book =
        ManuscriptReader.read(
            "book.odt",
            zip(
                Map.of(
                    "content.xml",
                    """
                    <office:document-content><office:automatic-styles><text:list-style style:name="L1"><text:list-level-style-number/></text:list-style></office:automatic-styles>
                    <office:body><office:text><text:tracked-changes><text:p>Gone.</text:p></text:tracked-changes>
                    <text:h text:outline-level="1">The Inn</text:h><text:p>Rain<text:s/>fell.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note></text:p>
                    <text:list text:style-name="L1"><text:list-item><text:p>Go.</text:p></text:list-item></text:list>
                    <text:p>So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>.</text:p></office:text></office:body></office:document-content>
                    """,
                    "Object 1/content.xml",
                    "<math><mrow><mi>x</mi><mo>=</mo><mn>2</mn></mrow></math>",
                    "styles.xml",
                    "<s><style:master-page><style:header><text:p>Ways</text:p></style:header>"
                        + "</style:master-page></s>",
                    "meta.xml",
                    "<m><dc:title>Ways</dc:title><meta:initial-creator>Jane"
                        + " Hill</meta:initial-creator><dc:language>en-GB</dc:language></m>")));

    assertThat(book.title()).isEqualTo("Ways");
    assertThat(book.language()).isEqualTo("en-GB");
    assertThat(readable(book))
        .containsExactly("The Inn", "Rain fell.", "1. Go.", "So x equals 2 .");
    assertThat(reasons(book)).containsExactly("deleted", "note-marker", "footnote", "page-number");
  }

  @Test
  void readsFb2() {
    String fb2 =
        """
        <?xml version="1.0" encoding="utf-8"?><FictionBook><description><title-info><author><first-name>Jane</first-name><last-name>Hill</last-name></author>
        <book-title>Ways</book-title><lang>en</lang></title-info></description>
        <body><section><title><p>One</p><p>The Inn</p></title><p>Rain.<a type="note" l:href="#n">1</a></p><poem><stanza><v>Roses are red</v><v>Violets are blue</v></stanza></poem></section>
        <section><title><p>Two</p></title><p>Snow.</p></section></body>
        <body name="notes"><section id="n"><p>A note.</p></section></body></FictionBook>
        """;
    for (byte[] content : List.of(fb2.getBytes(UTF_8), zip(Map.of("book.fb2", fb2)))) {
      Manuscript book = ManuscriptReader.read("book.fb2", content);

      assertThat(book.author()).isEqualTo("Jane Hill");
      assertThat(readable(book))
          .containsExactly(
              "One. The Inn", "Rain.", "Roses are red, Violets are blue", "Two", "Snow.");
      assertThat(reasons(book)).containsExactly("note-marker", "footnote");
      assertThat(new ChapterSplitter().split(book)).hasSize(2);
    }
  }

  @Test
  void readsRtf() {
    Manuscript book =
        ManuscriptReader.read(
            "book.rtf",
            "{\\rtf1\\ansi{\\info{\\title Ways}{\\author Jane Hill}}CHAPTER I\\par Rain fell on the caf\\'e9.\\par CHAPTER II\\par Snow fell.\\par}"
                .getBytes(ISO_8859_1));

    assertThat(book.title()).isEqualTo("Ways");
    assertThat(book.author()).isEqualTo("Jane Hill");
    assertThat(readable(book))
        .containsExactly("CHAPTER I", "Rain fell on the café.", "CHAPTER II", "Snow fell.");
  }

  @Test
  void readsPdfWithoutWhatRepeatsOnItsPages() throws IOException {
    Manuscript book = ManuscriptReader.read("book.pdf", pdf());

    assertThat(readable(book))
        .containsExactly(
            "The Inn",
            "It was late in the year and nobody came by the extraordinary road to the inn.",
            "They stayed until the end of page 2, and longer.",
            "They stayed until the end of page 3, and longer.");
    assertThat(reasons(book)).containsOnly("page-number");
    assertThat(book.title()).isEqualTo("Ways");
  }

  @Test
  void refusesKindleBooksAndSaysHowToConvertThem() {
    byte[] mobi = new byte[100];
    System.arraycopy("BOOKMOBI".getBytes(UTF_8), 0, mobi, 60, 8);

    assertThatThrownBy(() -> ManuscriptReader.read("book.azw3", mobi))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(
            "Cannot read book.azw3: MOBI and AZW books cannot be read; convert it to EPUB, for"
                + " instance by calibre's ebook-convert");
  }

  @Test
  void refusesDamagedFiles() {
    for (String damaged : List.of("%PDF-1.7 nothing", "{\\rtf1")) {
      assertThatThrownBy(() -> ManuscriptReader.read("book", damaged.getBytes(UTF_8)))
          .isInstanceOf(ManuscriptException.class)
          .hasMessageStartingWith("Cannot read book: ");
    }
  }

  private static byte[] pdf() throws IOException {
    try (PDDocument pdf = new PDDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      pdf.getDocumentInformation().setTitle("Ways");
      PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
      for (int number = 1; number <= 3; number++) {
        PDPage page = new PDPage();
        pdf.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(pdf, page)) {
          line(content, font, 10, 750, "Ways by Jane Hill");
          if (number == 1) {
            line(content, font, 20, 700, "The Inn");
            line(content, font, 10, 660, "It was late in the year and nobody came by the extra-");
            line(content, font, 10, 648, "ordinary road to the inn.");
          } else {
            line(
                content,
                font,
                10,
                700,
                "They stayed until the end of page " + number + ", and longer.");
          }
          line(content, font, 10, 40, Integer.toString(number));
        }
      }
      pdf.save(out);
      return out.toByteArray();
    }
  }

  static void line(PDPageContentStream content, PDType1Font font, int size, int y, String text)
      throws IOException {
    content.beginText();
    content.setFont(font, size);
    content.newLineAtOffset(72, y);
    content.showText(text);
    content.endText();
  }

  private static List<String> readable(Manuscript manuscript) {
    return manuscript.blocks().stream()
        .map(block -> block.readable(manuscript.text()).text())
        .toList();
  }

  private static List<String> reasons(Manuscript manuscript) {
    return manuscript.omissions().stream().map(o -> o.reason().label()).toList();
  }

  static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }
}
