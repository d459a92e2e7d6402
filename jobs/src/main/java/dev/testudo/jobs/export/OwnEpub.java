// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import dev.testudo.jobs.export.Timeline.Piece;
import dev.testudo.jobs.export.Timeline.TimedChapter;
import dev.testudo.jobs.export.Timeline.TimedParagraph;
import dev.testudo.jobs.export.Timeline.TimedSentence;
import dev.testudo.segmentation.Block;
import dev.testudo.synthesis.audio.BookTags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A read-along EPUB 3 made of a book's text alone. */
final class OwnEpub {
  private static final String STYLE =
      """
      body { font-family: serif; line-height: 1.5; margin: 0 5%; }
      h1, h2 { font-weight: normal; line-height: 1.2; margin: 2em 0 1.5em; text-align: center; }
      p { margin: 0; text-indent: 1.5em; }
      h1 + p, h2 + p, .scene + p { text-indent: 0; }
      p.verse { margin: 1em 2em; text-indent: 0; }
      p.scene { margin: 1.5em 0; text-align: center; text-indent: 0; }
      .cover { margin: 0; text-align: center; }
      .cover img { max-height: 100%; max-width: 100%; }
      .title { text-align: center; margin-top: 30%; }
      """
          + ReadAlong.ACTIVE_STYLE;

  private final Handover book;
  private final List<Smil> overlays = new ArrayList<>();

  private OwnEpub(Handover book) {
    this.book = book;
  }

  static void write(Path file, Handover book) throws IOException {
    new OwnEpub(book).write(file);
  }

  private void write(Path file) throws IOException {
    try (EpubZip zip = new EpubZip(file, "application/epub+zip")) {
      zip.add(
          "META-INF/container.xml",
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
          <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
          </container>
          """);
      for (int i = 0; i < book.chapters().size(); i++) {
        Smil overlay = new Smil(Handover.name(i) + ".xhtml");
        zip.add("EPUB/text/" + Handover.name(i) + ".xhtml", page(i, overlay));
        if (!overlay.isEmpty()) {
          zip.add("EPUB/text/" + Handover.name(i) + ".smil", overlay.text());
          zip.addSound("EPUB/audio/" + book.audioName(i), book.audio().get(i));
        }
        overlays.add(overlay);
      }
      zip.add("EPUB/style.css", STYLE);
      zip.add("EPUB/title.xhtml", titlePage());
      zip.add("EPUB/nav.xhtml", navigation());
      if (book.cover().isPresent()) {
        zip.add("EPUB/cover." + book.coverEnding(), book.cover().get().bytes());
        zip.add(
            "EPUB/cover.xhtml",
            html(
                "Cover",
                "",
                "<section epub:type=\"cover\" class=\"cover\"><img src=\"cover."
                    + book.coverEnding()
                    + "\" alt=\"Cover\"/></section>"));
      }
      zip.add("EPUB/package.opf", packageDocument());
    }
  }

  private String html(String title, String folder, String body) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE html>
    <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="%1$s" xml:lang="%1$s">
    <head><title>%2$s</title><link rel="stylesheet" type="text/css" href="%3$sstyle.css"/></head>
    <body>
    %4$s
    </body>
    </html>
    """
        .formatted(
            Markup.escaped(book.language()),
            Markup.escaped(title.isBlank() ? "Untitled" : title),
            folder,
            body);
  }

  private String page(int index, Smil overlay) {
    TimedChapter chapter = book.chapters().get(index);
    StringBuilder body = new StringBuilder();
    List<TimedSentence> heard = chapter.heard();
    int sentences = 0;
    int clips = 0;
    for (TimedParagraph paragraph : chapter.paragraphs()) {
      List<String> texts = new ArrayList<>();
      for (TimedSentence sentence : paragraph.sentences()) {
        String id = "s" + ++sentences;
        texts.add("<span id=\"" + id + "\">" + spoken(sentence) + "</span>");
        if (!sentence.pieces().isEmpty()) {
          clips++;
          overlay.add(
              id,
              "../audio/" + book.audioName(index),
              chapter.seconds(sentence.startSample()),
              clips < heard.size()
                  ? chapter.seconds(heard.get(clips).startSample())
                  : chapter.seconds());
        }
      }
      boolean heading = paragraph.kind() == Block.Kind.HEADING;
      String tag = heading ? (body.isEmpty() ? "h1" : "h2") : "p";
      String type = paragraph.kind() == Block.Kind.VERSE ? " class=\"verse\"" : "";
      body.append("<%s%s>%s</%s>\n".formatted(tag, type, String.join(" ", texts), tag));
      if (paragraph.sceneEnds()) {
        body.append("<p class=\"scene\">* * *</p>\n");
      }
    }
    return html(chapter.title(), "../", "<section epub:type=\"chapter\">\n" + body + "</section>");
  }

  /** {@return a sentence's text, in which each speaker's words say whose they are} */
  private static String spoken(TimedSentence sentence) {
    StringBuilder out = new StringBuilder();
    String text = sentence.text();
    int at = 0;
    for (Piece piece : sentence.pieces()) {
      if (!piece.speaker().isEmpty()) {
        out.append(Markup.lines(text.substring(at, piece.from())));
        out.append(
            "<span data-speaker=\"%s\">%s</span>"
                .formatted(
                    Markup.escaped(piece.speaker()),
                    Markup.lines(text.substring(piece.from(), piece.to()))));
        at = piece.to();
      }
    }
    return out.append(Markup.lines(text.substring(at))).toString();
  }

  private String titlePage() {
    BookTags tags = book.tags();
    String by = tags.author().isEmpty() ? "" : "<p>" + Markup.escaped(tags.author()) + "</p>";
    String read =
        tags.narrator().isEmpty() ? "" : "<p>Read by " + Markup.escaped(tags.narrator()) + "</p>";
    return html(
        tags.title(),
        "",
        "<section epub:type=\"titlepage\" class=\"title\"><h1>%s</h1>%s%s<p>%s</p></section>"
            .formatted(Markup.escaped(tags.title()), by, read, Markup.escaped(tags.comment())));
  }

  private String navigation() {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < book.chapters().size(); i++) {
      entries.append(
          "<li><a href=\"text/%s.xhtml\">%s</a></li>\n"
              .formatted(Handover.name(i), Markup.escaped(title(i))));
    }
    return html(
        "Contents",
        "",
        "<nav epub:type=\"toc\" id=\"toc\"><h1>Contents</h1>\n<ol>\n" + entries + "</ol></nav>");
  }

  private String title(int index) {
    String title = book.chapters().get(index).title();
    return title.isBlank() ? "Chapter " + (index + 1) : title;
  }

  private String packageDocument() {
    StringBuilder manifest = new StringBuilder();
    StringBuilder spine = new StringBuilder();
    StringBuilder durations = new StringBuilder();
    if (book.cover().isPresent()) {
      manifest.append(
          item(
              "cover-image",
              "cover." + book.coverEnding(),
              book.cover().get().mediaType(),
              " properties=\"cover-image\""));
      manifest.append(item("cover", "cover.xhtml", "application/xhtml+xml", ""));
      spine.append("<itemref idref=\"cover\" linear=\"no\"/>\n");
    }
    manifest.append(item("nav", "nav.xhtml", "application/xhtml+xml", " properties=\"nav\""));
    manifest.append(item("style", "style.css", "text/css", ""));
    manifest.append(item("title", "title.xhtml", "application/xhtml+xml", ""));
    spine.append("<itemref idref=\"title\"/>\n");
    double total = 0;
    for (int i = 0; i < book.chapters().size(); i++) {
      String name = Handover.name(i);
      boolean heard = !overlays.get(i).isEmpty();
      manifest.append(
          item(
              name,
              "text/" + name + ".xhtml",
              "application/xhtml+xml",
              heard ? " media-overlay=\"" + name + "-overlay\"" : ""));
      spine.append("<itemref idref=\"" + name + "\"/>\n");
      if (heard) {
        manifest.append(
            item(name + "-overlay", "text/" + name + ".smil", "application/smil+xml", ""));
        manifest.append(
            item(name + "-audio", "audio/" + book.audioName(i), book.codec().mediaType(), ""));
        durations.append(
            "<meta property=\"media:duration\" refines=\"#%s-overlay\">%s</meta>\n"
                .formatted(name, Markup.clock(overlays.get(i).seconds())));
        total += overlays.get(i).seconds();
      }
    }
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="%s">
    <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    %s%s%s</metadata>
    <manifest>
    %s</manifest>
    <spine>
    %s</spine>
    </package>
    """
        .formatted(
            Markup.escaped(book.language()),
            metadata(),
            durations,
            ReadAlong.overlayMetadata(total, book.tags()),
            manifest,
            spine);
  }

  private static String item(String id, String href, String type, String more) {
    return "<item id=\"%s\" href=\"%s\" media-type=\"%s\"%s/>\n".formatted(id, href, type, more);
  }

  private String metadata() {
    BookTags tags = book.tags();
    StringBuilder out = new StringBuilder();
    UUID uuid =
        UUID.nameUUIDFromBytes(
            ("testudo " + tags.author() + " " + tags.title()).getBytes(StandardCharsets.UTF_8));
    String identifier = tags.isbn().isEmpty() ? "urn:uuid:" + uuid : "urn:isbn:" + tags.isbn();
    out.append("<dc:identifier id=\"id\">" + Markup.escaped(identifier) + "</dc:identifier>\n");
    out.append("<dc:title>" + Markup.escaped(tags.title()) + "</dc:title>\n");
    out.append("<dc:language>" + Markup.escaped(book.language()) + "</dc:language>\n");
    add(out, "<dc:creator>%s</dc:creator>", tags.author());
    add(out, "<dc:publisher>%s</dc:publisher>", tags.publisher());
    add(out, "<dc:date>%s</dc:date>", tags.date());
    add(out, "<dc:description>%s</dc:description>", tags.description());
    if (!tags.series().isEmpty()) {
      add(out, "<meta property=\"belongs-to-collection\" id=\"series\">%s</meta>", tags.series());
      out.append("<meta refines=\"#series\" property=\"collection-type\">series</meta>\n");
      add(out, "<meta refines=\"#series\" property=\"group-position\">%s</meta>", tags.part());
    }
    out.append(
        "<meta property=\"dcterms:modified\">%s</meta>\n"
            .formatted(book.published().truncatedTo(ChronoUnit.SECONDS)));
    if (book.cover().isPresent()) {
      out.append("<meta name=\"cover\" content=\"cover-image\"/>\n");
    }
    for (String[] claim :
        new String[][] {
          {"accessMode", "textual"},
          {"accessMode", "auditory"},
          {"accessModeSufficient", "textual"},
          {"accessModeSufficient", "auditory"},
          {"accessibilityFeature", "synchronizedAudioText"},
          {"accessibilityFeature", "tableOfContents"},
          {"accessibilityFeature", "readingOrder"},
          {"accessibilityHazard", "noSoundHazard"}
        }) {
      out.append(
          String.format(
              Locale.ROOT, "<meta property=\"schema:%s\">%s</meta>\n", claim[0], claim[1]));
    }
    return out.toString();
  }

  private static void add(StringBuilder out, String form, String value) {
    if (!value.isBlank()) {
      out.append(form.formatted(Markup.escaped(value))).append('\n');
    }
  }
}
