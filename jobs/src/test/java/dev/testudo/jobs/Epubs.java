// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small EPUBs. */
final class Epubs {
  private Epubs() {}

  /** Writes a book of one sentence with a cover. */
  static Path withCover(Path file, String mediaType, byte[] picture) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      entry(zip, "mimetype", "application/epub+zip".getBytes(UTF_8));
      entry(
          zip,
          "META-INF/container.xml",
          """
          <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
          <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>
          </rootfiles></container>
          """
              .getBytes(UTF_8));
      entry(
          zip,
          "book.opf",
          """
          <package version="3.0" xmlns="http://www.idpf.org/2007/opf" unique-identifier="id">
          <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Covered</dc:title>
          <dc:identifier id="id">covered</dc:identifier><dc:language>en</dc:language></metadata>
          <manifest><item id="p" href="p.xhtml" media-type="application/xhtml+xml"/>
          <item id="c" href="cover" media-type="%s" properties="cover-image"/></manifest>
          <spine><itemref idref="p"/></spine></package>
          """
              .formatted(mediaType)
              .getBytes(UTF_8));
      entry(
          zip,
          "p.xhtml",
          """
          <html xmlns="http://www.w3.org/1999/xhtml"><head><title>Covered</title></head>
          <body><h1>One</h1><p>All is well here, and nothing else is to be said.</p></body></html>
          """
              .getBytes(UTF_8));
      entry(zip, "cover", picture);
    }
    return file;
  }

  /** Writes a valid EPUB 3 with one chapter of this XHTML. */
  static Path valid(Path file, String body) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      byte[] mimetype = "application/epub+zip".getBytes(UTF_8);
      ZipEntry first = new ZipEntry("mimetype");
      first.setMethod(ZipEntry.STORED);
      first.setSize(mimetype.length);
      CRC32 crc = new CRC32();
      crc.update(mimetype);
      first.setCrc(crc.getValue());
      zip.putNextEntry(first);
      zip.write(mimetype);
      entry(
          zip,
          "META-INF/container.xml",
          """
          <?xml version="1.0"?>
          <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
          <rootfiles><rootfile full-path="in/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
          </container>
          """
              .getBytes(UTF_8));
      entry(
          zip,
          "in/book.opf",
          """
          <?xml version="1.0"?>
          <package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
          <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Valid Book</dc:title>
          <dc:identifier id="id">urn:isbn:9780000000002</dc:identifier><dc:language>en</dc:language>
          <dc:creator>A. Writer</dc:creator><dc:publisher>A Press</dc:publisher><dc:date>1901</dc:date>
          <meta property="belongs-to-collection" id="c">Books</meta>
          <meta refines="#c" property="group-position">3</meta>
          <meta property="dcterms:modified">2020-01-01T00:00:00Z</meta></metadata>
          <manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
          <item id="p" href="text/p.xhtml" media-type="application/xhtml+xml" /></manifest>
          <spine><itemref idref="nav"/><itemref idref="p"/></spine></package>
          """
              .getBytes(UTF_8));
      entry(
          zip,
          "in/nav.xhtml",
          page(
              "<nav epub:type=\"toc\"><ol><li><a"
                  + " href=\"text/p.xhtml\">One</a></li></ol></nav>"));
      entry(zip, "in/text/p.xhtml", page(body));
    }
    return file;
  }

  private static byte[] page(String body) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE html>
    <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
    <head><title>One</title></head>
    <body>%s</body></html>
    """
        .formatted(body)
        .getBytes(UTF_8);
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
