// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;

class EpubSentencesTest {
  private static final String PAGE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE html>
      <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
      <head><title>T</title></head>
      <body><!-- kept -->
        <h1 id='one' >One &amp; only</h1>
        <p>First <em>of all. Second</em> came in.<sup><a epub:type="noteref" href="#n">1</a></sup>
           Third &amp; last&#8212;here&nbsp;it ends. <b>Fourth it is.</b> <img src="x.png" alt=""/></p>
        <p>He said: <i lang="fr">bon soir</i>, and <br/> left. A sentence-1 id is taken.<a id="sentence-1"></a></p>
        <div class="poem"><p>Roses are red,</p><p>Violets are blue.</p></div>
      </body></html>
      """;

  private static byte[] epub() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("mimetype", "application/epub+zip");
    files.put(
        "META-INF/container.xml",
        "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>");
    files.put(
        "b.opf",
        """
        <package version="3.0"><metadata><dc:title>T</dc:title></metadata>
        <manifest><item id="p" href="p.xhtml" media-type="application/xhtml+xml"/></manifest>
        <spine><itemref idref="p"/></spine></package>
        """);
    files.put("p.xhtml", PAGE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  @Test
  void wrapsEverySentenceAndChangesNothingElse() throws IOException {
    byte[] epub = epub();
    Manuscript manuscript = ManuscriptReader.read("b.epub", epub);
    List<Sentence> sentences = new ArrayList<>();
    for (Chapter chapter : new ChapterSplitter().split(manuscript)) {
      sentences.addAll(new SentenceSegmenter().segment(manuscript, chapter));
    }

    EpubSentences.Marked marked =
        EpubSentences.open("b.epub", epub).mark(sentences.stream().map(Sentence::span).toList());

    String page = marked.files().get("p.xhtml");
    assertThat(page.replaceAll("<span id=\"audio-sentence-[0-9-]+\">", "").replace("</span>", ""))
        .isEqualTo(PAGE);
    Document document = Jsoup.parse(page, "", Parser.xmlParser());
    Map<Integer, StringBuilder> held = new LinkedHashMap<>();
    for (EpubSentences.Mark mark : marked.marks()) {
      Element element = document.expectFirst("#" + mark.id());
      held.computeIfAbsent(mark.sentence(), i -> new StringBuilder())
          .append(element.text())
          .append('|');
    }
    assertThat(held.values())
        .extracting(StringBuilder::toString)
        .containsExactly(
            "One & only|",
            "First|of all.|",
            "Second|came in.|",
            "Third & last\u2014here it ends.|",
            "Fourth it is.|",
            "He said: bon soir, and left.|",
            "A sentence-1 id is taken.|",
            "Roses are red,|Violets are blue.|");
  }
}
