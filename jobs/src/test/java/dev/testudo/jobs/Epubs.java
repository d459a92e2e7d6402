package dev.testudo.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
