// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a manuscript says of its book comes along, in every format that can say it. */
class BookDetailsTest {
  private static final BookDetails ALL =
      new BookDetails(
          "The Hills", "3", "Jane Gray", "Hill & Co.", "1865-11-26", "A walk.", "9780000000002");

  @Test
  void takesThoseOfAnEpub() {
    String opf =
        """
        <package><metadata><dc:title>Ways</dc:title><dc:publisher>Hill &amp; Co.</dc:publisher>
        <dc:contributor id="n">Jane Gray</dc:contributor><meta refines="#n" property="role">nrt</meta>
        <dc:contributor id="e">Ann Ames</dc:contributor><meta refines="#e" property="role">edt</meta>
        <dc:date>1865-11-26</dc:date><dc:description>&lt;p&gt;A &lt;b&gt;walk&lt;/b&gt;.&lt;/p&gt;</dc:description>
        <dc:identifier>urn:isbn:9780000000002</dc:identifier>
        <meta property="belongs-to-collection" id="s">The Hills</meta>
        <meta refines="#s" property="group-position">3</meta></metadata>
        <manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>
        <spine><itemref idref="a"/></spine></package>
        """;
    byte[] epub =
        FormatsTest.zip(
            Map.of(
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>",
                "b.opf",
                opf,
                "a.xhtml",
                "<html><body><p>It was late.</p></body></html>"));

    assertThat(ManuscriptReader.read("book.epub", epub).details()).isEqualTo(ALL);
  }

  @Test
  void takesThoseOfMarkdown() {
    Manuscript book =
        read(
            "book.md",
            """
            ---
            title: Ways
            series: The Hills
            series_index: 3
            narrator: "Jane Gray"
            publisher: Hill & Co.
            date: 1865-11-26
            description: A walk.
            isbn: 9780000000002
            ---
            It was late.
            """);

    assertThat(book.details()).isEqualTo(ALL);
    assertThat(book.withSeries("The Dales").details())
        .isEqualTo(
            new BookDetails(
                "The Dales", "", "Jane Gray", "Hill & Co.", "1865-11-26", "A walk.", ALL.isbn()));
  }

  @Test
  void takesThoseOfFb2() {
    Manuscript book =
        read(
            "book.fb2",
            """
            <?xml version="1.0"?><FictionBook><description><title-info><book-title>Ways</book-title>
            <annotation><p>A walk.</p></annotation><sequence name="The Hills" number="3"/></title-info>
            <publish-info><publisher>Hill &amp; Co.</publisher><year>1865</year><isbn>9780000000002</isbn></publish-info>
            </description><body><section><p>Rain.</p></section></body></FictionBook>
            """);

    assertThat(book.details())
        .isEqualTo(
            new BookDetails("The Hills", "3", "", "Hill & Co.", "1865", "A walk.", ALL.isbn()));
  }

  @Test
  void takesThoseOfAPage() {
    Manuscript book =
        read(
            "book.html",
            """
            <html><head><title>Ways</title><meta name="DC.publisher" content="Hill &amp; Co.">
            <meta name="description" content="A walk."><meta name="dcterms.date" content="1865-11-26">
            </head><body><p>It was late.</p></body></html>
            """);

    assertThat(book.details())
        .isEqualTo(new BookDetails("", "", "", "Hill & Co.", "1865-11-26", "A walk.", ""));
  }

  private static Manuscript read(String name, String content) {
    return ManuscriptReader.read(name, content.getBytes(UTF_8));
  }
}
