// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.segmentation.MadeSource.Kinds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every word of a source is read, or is listed as skipped, whatever the source looks like: sources
 * are made of what a format has, in any order and depth.
 */
class SourceRebuiltTest {
  private static final int SOURCES = 40;
  private static final ScriptWriter WRITER =
      new ScriptWriter(new PackingLimits(300, 120, 200), String::length, Lexicon.EMPTY);
  private static final List<String> WORDS =
      List.of(
          "rain",
          "It",
          "was",
          "late.",
          "7",
          "“Stay,”",
          "I",
          "CHAPTER",
          "II.",
          "road—",
          "Mr.",
          "**",
          "#",
          "-",
          ">",
          "|",
          "[1]",
          "* * *",
          "_so_",
          "`x`",
          "[a](b.html)",
          "![A hill](h.png)");

  @ParameterizedTest
  @ValueSource(strings = {"book.txt", "book.md"})
  void accountsForEveryLetterOfAText(String name) {
    Random random = new Random(5);
    for (int i = 0; i < SOURCES; i++) {
      StringBuilder text = new StringBuilder("Start here, and go on.\n\n");
      for (int line = 0; line < 30; line++) {
        text.append(" ".repeat(random.nextInt(4) * 4)).append(line(random));
        text.append("\n".repeat(1 + random.nextInt(3)));
      }
      Manuscript manuscript = ManuscriptReader.read(name, text.toString().getBytes(UTF_8));

      assertThat(manuscript.text()).isEqualTo(text.toString());
      ScriptWriterTest.assertAccounted(manuscript, WRITER.write(manuscript));
    }
  }

  static Stream<Arguments> formats() {
    return Stream.of(
        format("book.html", SourceRebuiltTest::page, text -> text.getBytes(UTF_8)),
        format("book.epub", SourceRebuiltTest::page, SourceRebuiltTest::epub),
        format("book.docx", SourceRebuiltTest::docx, text -> zip("word/document.xml", text)),
        format("book.odt", SourceRebuiltTest::odt, text -> zip("content.xml", text)),
        format("book.fb2", SourceRebuiltTest::fb2, text -> text.getBytes(UTF_8)),
        format("book.ssml", SourceRebuiltTest::ssml, text -> text.getBytes(UTF_8)),
        format("book.rtf", SourceRebuiltTest::rtf, text -> text.getBytes(UTF_8)),
        format("book.pdf", SourceRebuiltTest::pdf, SourceRebuiltTest::pdfFile));
  }

  private static Arguments format(
      String name, Function<MadeSource, String> text, Function<String, byte[]> file) {
    return Arguments.of(name, text, file);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void accountsForEveryWordOfAFile(
      String name, Function<MadeSource, String> text, Function<String, byte[]> file) {
    Random random = new Random(7);
    for (int i = 0; i < SOURCES; i++) {
      MadeSource source = new MadeSource(random);
      String written = text.apply(source);
      Manuscript manuscript = ManuscriptReader.read(name, file.apply(written));
      Script script = WRITER.write(manuscript);

      assertThat(MadeSource.WORD.matcher(manuscript.text()).results().map(MatchResult::group))
          .as(written)
          .containsExactlyInAnyOrderElementsOf(source.words());
      assertThat(lost(manuscript, script)).as(written).isEmpty();
      ScriptWriterTest.assertAccounted(manuscript, script);
    }
  }

  /** {@return the words that are neither read nor listed} */
  private static List<String> lost(Manuscript manuscript, Script script) {
    List<Span> accounted = new ArrayList<>();
    ScriptWriterTest.utterances(script).forEach(utterance -> accounted.add(utterance.span()));
    manuscript.omissions().forEach(omission -> accounted.add(omission.span()));
    return MadeSource.WORD
        .matcher(manuscript.text())
        .results()
        .filter(
            word ->
                accounted.stream()
                    .noneMatch(span -> span.start() <= word.start() && word.end() <= span.end()))
        .map(MatchResult::group)
        .toList();
  }

  private static String page(MadeSource source) {
    Kinds kinds =
        new Kinds(
            List.of(
                "div",
                "section",
                "blockquote",
                "aside class=\"footnote\"",
                "div class=\"poem\"",
                "div hidden=\"hidden\"",
                "div style=\"display:none\"",
                "nav",
                "figure",
                "div class=\"pagenum\"",
                "ul>li",
                "ol>li",
                "table>tr>td",
                "dl>dd",
                "details",
                "header",
                "footer"),
            List.of(
                "p",
                "h2",
                "h3",
                "pre",
                "p class=\"line\"",
                "p class=\"speaker\"",
                "figcaption",
                "div",
                "p lang=\"fr\"",
                "address",
                ""),
            List.of(
                "em",
                "sup",
                "sub",
                "del",
                "span hidden=\"hidden\"",
                "span aria-hidden=\"true\"",
                "span epub:type=\"z3998:persona\"",
                "q",
                "code",
                "a href=\"#n\"",
                "a class=\"noteref\" href=\"#n\"",
                "ins"),
            () ->
                source.either(
                    () -> "<br/>", () -> "<img src=\"x.png\" alt=\"" + source.word() + "\"/>"),
            UnaryOperator.identity());
    return "<html><body><p>Start here.</p>" + source.blocks(4, 3, kinds) + "</body></html>";
  }

  private static byte[] epub(String page) {
    return FormatsTest.zip(
        Map.of(
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>",
            "b.opf",
            "<package><metadata><dc:title>Ways</dc:title></metadata><manifest><item id=\"a\""
                + " href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine>"
                + "<itemref idref=\"a\"/></spine></package>",
            "a.xhtml",
            page));
  }

  private static byte[] zip(String path, String content) {
    return FormatsTest.zip(Map.of(path, content));
  }

  private static String docx(MadeSource source) {
    Kinds kinds =
        new Kinds(
            List.of("w:sdt>w:sdtContent", "w:tbl>w:tr>w:tc"),
            List.of("w:p"),
            List.of("w:ins", "w:del", "w:hyperlink", "w:smartTag", "w:moveTo"),
            () ->
                source.either(
                    () -> "<w:r><w:br/></w:r>",
                    () -> "<w:r><wp:docPr descr=\"" + source.word() + "\"/></w:r>",
                    () -> "<w:r><w:pict><w:p>" + docxRun(source.word()) + "</w:p></w:pict></w:r>",
                    () -> "<w:r><w:rPr><w:vanish/></w:rPr><w:t>" + source.word() + "</w:t></w:r>",
                    () -> "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"),
            SourceRebuiltTest::docxRun);
    return "<w:document><w:body><w:p>"
        + docxRun("Start here.")
        + "</w:p>"
        + source.blocks(5, 2, kinds)
        + "</w:body></w:document>";
  }

  private static String docxRun(String words) {
    return "<w:r><w:t>" + words + "</w:t></w:r>";
  }

  private static String odt(MadeSource source) {
    Kinds kinds =
        new Kinds(
            List.of(
                "text:section",
                "table:table>table:table-row>table:table-cell",
                "text:list>text:list-item",
                "text:table-of-content",
                "text:tracked-changes"),
            List.of("text:p", "text:h"),
            List.of("text:span", "text:a", "text:ruby", "text:note>text:note-body"),
            () ->
                source.either(
                    () -> "<text:line-break/>",
                    () -> "<office:annotation>" + source.word() + "</office:annotation>",
                    () -> "<draw:frame><svg:desc>" + source.word() + "</svg:desc></draw:frame>",
                    () ->
                        "<draw:frame><draw:text-box><text:p>"
                            + source.word()
                            + "</text:p></draw:text-box></draw:frame>"),
            UnaryOperator.identity());
    return "<office:document-content><office:body><text:p>Start here.</text:p>"
        + source.blocks(5, 2, kinds)
        + "</office:body></office:document-content>";
  }

  private static String fb2(MadeSource source) {
    Kinds kinds =
        new Kinds(
            List.of("section", "poem", "stanza", "cite", "epigraph", "table>tr>td"),
            List.of("p", "v", "subtitle", "text-author", "title", "title>p"),
            List.of("emphasis", "strong", "sup", "strikethrough", "code", "a type=\"note\""),
            () -> "<image alt=\"" + source.word() + "\"/>",
            UnaryOperator.identity());
    return "<FictionBook><body><section><p>Start here.</p>"
        + source.blocks(5, 3, kinds)
        + "</section></body></FictionBook>";
  }

  private static String ssml(MadeSource source) {
    Kinds kinds =
        new Kinds(
            List.of("voice name=\"Ann\""),
            List.of("p"),
            List.of(
                "s", "emphasis", "prosody rate=\"slow\"", "sub alias=\"x\"", "phoneme ph=\"x\""),
            () ->
                source.either(
                    () -> "<break time=\"2s\"/>",
                    () -> "<say-as interpret-as=\"characters\">" + source.word() + "</say-as>"),
            UnaryOperator.identity());
    return "<speak><p>Start here.</p>" + source.blocks(5, 1, kinds) + "</speak>";
  }

  private static String rtf(MadeSource source) {
    StringBuilder text = new StringBuilder("{\\rtf1\\ansi Start here.\\par ");
    for (int i = 0; i < 20; i++) {
      text.append(
          source.either(
              () -> source.word() + " ",
              () -> "{\\b " + source.word() + "} ",
              () -> source.word() + "\\par ",
              () -> source.word() + "\\line ",
              () -> "{\\footnote \\pard " + source.word() + "}",
              () -> "{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt " + source.word() + "}} ",
              () -> "{\\v " + source.word() + "} "));
    }
    return text + "}";
  }

  /**
   * Lines of pages; the number of blanks before a line says where it stands and how large it is.
   */
  private static String pdf(MadeSource source) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String line = source.word() + " was " + source.word();
      lines.append(source.either(() -> "", () -> "  ", () -> "    ")).append(line);
      lines.append(source.either(() -> "", () -> ".", () -> ",", () -> " far-")).append('\n');
    }
    return lines.toString();
  }

  private static byte[] pdfFile(String text) {
    try (PDDocument pdf = new PDDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
      List<String> lines = text.lines().toList();
      for (int start = 0; start < lines.size(); start += 10) {
        PDPage page = new PDPage();
        pdf.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(pdf, page)) {
          FormatsTest.line(content, font, 10, 760, "Ways");
          for (int i = 0; i < 10; i++) {
            String line = lines.get(start + i);
            int size = 10 + 2 * (line.length() - line.stripLeading().length());
            FormatsTest.line(content, font, size, 700 - 40 * i, line);
          }
          FormatsTest.line(content, font, 10, 40, Integer.toString(start));
        }
      }
      pdf.save(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder();
    for (int i = random.nextInt(9) + 1; i > 0; i--) {
      line.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return line.toString().strip();
  }
}
