// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class EpubReaderTest {
  @Test
  void readsTitleAuthorLanguageAndCoverOfEpub3() {
    Manuscript manuscript = read(epub3());

    assertThat(manuscript.title()).isEqualTo("The Road");
    assertThat(manuscript.author()).isEqualTo("Jane Hill");
    assertThat(manuscript.language()).isEqualTo("en-GB");
    assertThat(manuscript.cover()).get().extracting(CoverImage::mediaType).isEqualTo("image/png");
    assertThat(manuscript.cover().orElseThrow().bytes()).isEqualTo("picture".getBytes(UTF_8));
  }

  @Test
  void readsBlocksInReadingOrder() {
    Manuscript manuscript = read(epub3());

    assertThat(manuscript.blocks())
        .extracting(block -> block.kind() + " " + block.readable(manuscript.text()))
        .containsExactly(
            "HEADING I",
            "HEADING The Start",
            "PARAGRAPH She went home & slept.",
            "SECTION_BREAK ",
            "VERSE Roses are red, Violets are blue",
            "HEADING II The End",
            "PARAGRAPH It was over.");
  }

  @Test
  void takesChaptersFromTheTableOfContents() {
    List<Chapter> chapters = new ChapterSplitter().split(read(epub3()));

    assertThat(chapters).extracting(Chapter::title).containsExactly("I: The Start", "II: The End");
  }

  @Test
  void leavesOutWithReasonsWhatIsNotTheBook() {
    assertThat(read(epub3()).omissions())
        .extracting(o -> o.reason().label())
        .containsExactly(
            "not-in-reading-order",
            "title-page",
            "note-marker",
            "page-number",
            "table",
            "code",
            "footnote",
            "publisher-matter");
  }

  @Test
  void namesPagesThatAreMissingOrOutsideTheReadingOrder() {
    Map<String, String> files = epub3();
    files.remove("OEBPS/two.xhtml");
    files.computeIfPresent(
        "OEBPS/package.opf", (path, text) -> text.replace("<itemref idref=\"c\"/>", ""));

    Manuscript manuscript = read(files);

    assertThat(manuscript.warnings())
        .containsExactly(
            "1 files of the reading order are not in the archive (OEBPS/two.xhtml): download the"
                + " book again");
    assertThat(manuscript.omissions())
        .last()
        .extracting(o -> o.reason().label() + " " + o.span().of(manuscript.text()))
        .isEqualTo("not-in-reading-order Set in type.");
  }

  @Test
  void readsEpub2WithNcxGuideAndCover() {
    Manuscript manuscript = read(epub2());

    assertThat(manuscript.contents())
        .extracting(ContentsEntry::title)
        .containsExactly("Part One", "Chapter 1", "Chapter 2");
    assertThat(new ChapterSplitter().split(manuscript))
        .extracting(Chapter::title)
        .containsExactly("Part One, Chapter 1", "Part One, Chapter 2");
    assertThat(manuscript.cover()).get().extracting(CoverImage::mediaType).isEqualTo("image/jpeg");
    assertThat(manuscript.omissions())
        .extracting(o -> o.reason().label())
        .contains("publisher-matter");
  }

  @Test
  void usesHeadingsWhereTheContentsAreMissing() {
    Map<String, String> files = epub3();
    files.put("OEBPS/nav.xhtml", "<html><body/></html>");

    assertThat(new ChapterSplitter().split(read(files))).hasSize(2);
  }

  @Test
  void refusesWhatHasNoText() {
    Map<String, String> files = epub3();
    files.replaceAll(
        (path, text) ->
            path.endsWith(".xhtml") ? "<html><body><img src='p.png'/></body></html>" : text);

    assertRefused(
        files,
        "Cannot read book.epub: the EPUB has no text to read, only pictures; give an edition with"
            + " text");
  }

  @Test
  void refusesEncryptedTextButNotScrambledFonts() {
    Map<String, String> files = epub3();
    files.put(
        "META-INF/encryption.xml",
        encryption("http://www.idpf.org/2008/embedding", "OEBPS/font.otf"));
    assertThat(read(files).title()).isEqualTo("The Road");

    files.put(
        "META-INF/encryption.xml",
        encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/one.xhtml"));
    assertRefused(
        files,
        "Cannot read book.epub: its text is encrypted (DRM); give an edition without copy"
            + " protection");
  }

  @Test
  void refusesPathsOutsideTheArchive() {
    Map<String, String> files = epub3();
    files.put("../../etc/passwd", "x");

    assertRefused(
        files, "Cannot read book.epub: its archive holds a path outside itself (../../etc/passwd)");
  }

  @Test
  void refusesAnArchiveThatUnpacksToTooMuch() {
    byte[] bomb = zip(Map.of("mimetype", "0".repeat(3 << 20)));

    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> EpubArchive.open("book.epub", bomb, limits(2, 4)))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(
            "Cannot read book.epub: it unpacks to more than 20,000 files or 2 MiB; if it is a real"
                + " book, give --set max-files or max-unpacked-mib a larger number");
  }

  @Test
  void keepsTextsOnlyAndNoMoreOfThemThanManyBooksSideBySideMayHave() {
    Map<String, String> pictures = Map.of("one.jpg", "0".repeat(3 << 20), "one.xhtml", "<p/>");
    EpubArchive archive = EpubArchive.open("book.epub", zip(pictures), limits(8, 4));
    assertThat(archive.bytes("one.jpg").orElseThrow()).hasSize(3 << 20);

    byte[] texts = zip(Map.of("one.xhtml", "0".repeat(3 << 20)));
    assertThatThrownBy(() -> EpubArchive.open("book.epub", texts, limits(8, 1)))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(
            "Cannot read book.epub: its text has more than 1 MiB; if it is a real book, give --set"
                + " max-text-mib a larger number");
  }

  @Test
  void refusesAPageOfMoreElementsThanMemoryHasRoomFor() {
    byte[] page = ("<html><body><p>It was late.</p>" + "<b>".repeat(2_000)).getBytes(UTF_8);
    ReadingLimits limits = new ReadingLimits(1, 1, 10, 1_000);

    assertThatThrownBy(() -> ManuscriptReader.read("book.html", page, limits))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(
            "Cannot read book.html: a page of it has 2,004 tags, and at most 1,000 are read; if it"
                + " is a real book, --set max-elements=2004");
    assertThatThrownBy(() -> ManuscriptReader.read("book.txt", new byte[2 << 20], limits))
        .isInstanceOf(ManuscriptException.class)
        .hasMessageStartingWith("Cannot read book.txt: it has 2 MiB, and at most 1 are read");
  }

  private static ReadingLimits limits(int unpackedMib, int textMib) {
    return new ReadingLimits(unpackedMib, textMib, 20_000, 1_000_000);
  }

  @Test
  void refusesOtherAndDamagedArchives() {
    assertRefused(
        Map.of("word/other.xml", "<x/>"),
        "Cannot read book.epub: it is a ZIP archive, but not an EPUB, DOCX, ODT or FB2; give the book as EPUB, HTML, Markdown, text, DOCX, ODT, FB2, RTF or PDF");
    Map<String, String> files = epub3();
    files.remove("OEBPS/package.opf");
    assertRefused(
        files,
        "Cannot read book.epub: it is not a complete EPUB, since OEBPS/package.opf is not in it");
  }

  @Test
  void followsNoExternalEntities() {
    Map<String, String> files = epub3();
    files.put(
        "OEBPS/two.xhtml",
        "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><html><body><p>It is &x;"
            + " over.</p></body></html>");

    assertThat(read(files).text()).doesNotContain("root:").contains("over.");
  }

  private static Map<String, String> epub3() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("mimetype", "application/epub+zip");
    files.put(
        "META-INF/container.xml",
        "<container><rootfiles><rootfile"
            + " full-path=\"OEBPS/package.opf\"/></rootfiles></container>");
    files.put(
        "OEBPS/package.opf",
        """
        <package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
        <dc:title>The Road</dc:title><dc:creator id="a">Jane Hill</dc:creator><dc:language>en-GB</dc:language></metadata>
        <manifest>
        <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
        <item id="ad" href="ad.xhtml" media-type="application/xhtml+xml"/>
        <item id="t" href="title.xhtml" media-type="application/xhtml+xml"/>
        <item id="1" href="one.xhtml" media-type="application/xhtml+xml"/>
        <item id="2" href="two.xhtml" media-type="application/xhtml+xml"/>
        <item id="c" href="colophon.xhtml" media-type="application/xhtml+xml"/>
        <item id="p" href="cover.png" media-type="image/png" properties="cover-image"/>
        </manifest><spine><itemref idref="ad" linear="no"/><itemref idref="t"/><itemref idref="1"/><itemref idref="2"/><itemref idref="c"/></spine></package>
        """);
    files.put("OEBPS/cover.png", "picture");
    files.put("OEBPS/ad.xhtml", "<html><body><p>Buy more.</p></body></html>");
    files.put(
        "OEBPS/title.xhtml", "<html><body epub:type=\"titlepage\"><h1>The Road</h1></body></html>");
    files.put(
        "OEBPS/nav.xhtml",
        """
        <html><body><nav epub:type="toc"><ol><li><a href="title.xhtml">Title</a><ol>
        <li><a href="one.xhtml">I: The Start</a></li><li><a href="two.xhtml#two">II: The End</a></li></ol></li>
        <li><a href="colophon.xhtml">Colophon</a></li></ol></nav></body></html>
        """);
    files.put(
        "OEBPS/one.xhtml",
        """
        <html><head><title>x</title></head><body><section><hgroup><h2>I</h2><p>The Start</p></hgroup>
        <p>She went
          <em>home</em>&nbsp;&amp; slept.<a epub:type="noteref" href="#n">1</a><span epub:type="pagebreak">12</span></p>
        <hr/><table><tr><td>1</td></tr></table><pre>code</pre>
        <blockquote epub:type="z3998:verse"><p><span>Roses are red</span><br/><span>Violets are blue</span></p></blockquote>
        <aside epub:type="footnote" id="n"><p>A note.</p></aside></section></body></html>
        """);
    files.put(
        "OEBPS/two.xhtml",
        "<html><body><section id=\"two\"><h2>II <br/>The End</h2><p>It was"
            + " over.</p></section></body></html>");
    files.put(
        "OEBPS/colophon.xhtml",
        "<html><body><section epub:type=\"colophon\"><p>Set in type.</p></section></body></html>");
    return files;
  }

  private static Map<String, String> epub2() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "META-INF/container.xml",
        "<container><rootfiles><rootfile full-path=\"content.opf\"/></rootfiles></container>");
    files.put(
        "content.opf",
        """
        <opf:package><opf:metadata><dc:title>Old</dc:title><dc:creator opf:role="aut">A. B.</dc:creator>
        <opf:meta name="cover" content="img"/></opf:metadata><opf:manifest>
        <opf:item id="img" href="c%20v.jpg" media-type="image/jpeg"/>
        <opf:item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
        <opf:item id="i" href="imprint.html" media-type="application/xhtml+xml"/>
        <opf:item id="a" href="a.html" media-type="application/xhtml+xml"/></opf:manifest>
        <opf:spine toc="ncx"><opf:itemref idref="i"/><opf:itemref idref="a"/></opf:spine>
        <opf:guide><opf:reference type="copyright-page" href="imprint.html"/></opf:guide></opf:package>
        """);
    files.put("c v.jpg", "jpeg");
    files.put("imprint.html", "<html><body><p>All rights.</p></body></html>");
    files.put(
        "toc.ncx",
        """
        <ncx><navMap><navPoint><navLabel><text>Part One</text></navLabel><content src="a.html"/>
        <navPoint><navLabel><text>Chapter 1</text></navLabel><content src="a.html#c1"/></navPoint>
        <navPoint><navLabel><text>Chapter 2</text></navLabel><content src="a.html#c2"/></navPoint></navPoint></navMap></ncx>
        """);
    files.put(
        "a.html",
        "<html><body><h1>Part One</h1><h2 id=\"c1\">Chapter 1</h2><p>One.</p><h2><a"
            + " id=\"c2\"/>Chapter 2</h2><p>Two.<p>Three.</body></html>");
    return files;
  }

  private static String encryption(String algorithm, String path) {
    return "<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm=\"%s\"/><enc:CipherData><enc:CipherReference URI=\"%s\"/></enc:CipherData></enc:EncryptedData></encryption>"
        .formatted(algorithm, path);
  }

  private static void assertRefused(Map<String, String> files, String message) {
    assertThatThrownBy(() -> read(files))
        .isInstanceOf(ManuscriptException.class)
        .hasMessage(message);
  }

  private static Manuscript read(Map<String, String> files) {
    return ManuscriptReader.read("book.epub", zip(files));
  }

  private static byte[] zip(Map<String, String> files) {
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
