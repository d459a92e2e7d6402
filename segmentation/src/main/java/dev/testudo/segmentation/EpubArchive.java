// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/**
 * The files of a book that is a ZIP archive, unpacked in memory within limits: its texts at once,
 * and others when they are asked for.
 */
final class EpubArchive {
  private static final String TEXT = "(?i)(.*\\.(xml|opf|ncx|x?html?|svg|css|fb2)|mimetype)";
  private static final int BUFFER = 64 * 1024;

  private final String fileName;
  private final byte[] content;
  private final ReadingLimits limits;
  private final Set<String> names = new HashSet<>();
  private final Map<String, byte[]> texts = new HashMap<>();

  private EpubArchive(String fileName, byte[] content, ReadingLimits limits) {
    this.fileName = fileName;
    this.content = content;
    this.limits = limits;
  }

  static EpubArchive open(String fileName, byte[] content, ReadingLimits limits) {
    EpubArchive archive = new EpubArchive(fileName, content, limits);
    archive.unpack();
    return archive;
  }

  private void unpack() {
    long left = limits.unpackedBytes();
    long leftInMemory = limits.textBytes();
    try (ZipInputStream zip = zip()) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String path = checkedPath(fileName, entry.getName());
        if (path.matches(TEXT)) {
          byte[] bytes = readWithin(zip, Math.min(left, leftInMemory));
          left -= bytes.length;
          leftInMemory -= bytes.length;
          texts.put(path, bytes);
        } else {
          left -= skipWithin(zip, left);
        }
        names.add(path);
        requireWithin(left >= 0 && names.size() <= limits.files());
        requireInMemory("its text has", leftInMemory >= 0);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private void requireWithin(boolean ok) {
    if (!ok) {
      throw new ManuscriptException(
          "Cannot read %s: it unpacks to more than %,d files or %,d MiB; if it is a real book, give --set max-files or max-unpacked-mib a larger number"
              .formatted(fileName, limits.files(), limits.unpackedMib()));
    }
  }

  private void requireInMemory(String what, boolean ok) {
    if (!ok) {
      throw new ManuscriptException(
          "Cannot read %s: %s more than %,d MiB; if it is a real book, give --set max-text-mib a larger number"
              .formatted(fileName, what, limits.textMib()));
    }
  }

  private ManuscriptException damaged(Exception e) {
    return new ManuscriptException(
        "Cannot read %s: its ZIP archive is damaged (%s); download it again"
            .formatted(fileName, e.getMessage()),
        e);
  }

  private ZipInputStream zip() {
    return new ZipInputStream(new ByteArrayInputStream(content), UTF_8);
  }

  private static String checkedPath(String fileName, String name) {
    String path = name.replace('\\', '/');
    if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new ManuscriptException(
          "Cannot read %s: its archive holds a path outside itself (%s)".formatted(fileName, name));
    }
    return path;
  }

  /** Reads an entry; one byte more than the limit shows that there is more. */
  private static byte[] readWithin(ZipInputStream zip, long limit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    int count = zip.read(buffer);
    while (count >= 0) {
      out.write(buffer, 0, count);
      if (out.size() > limit) {
        return out.toByteArray();
      }
      count = zip.read(buffer);
    }
    return out.toByteArray();
  }

  /** {@return the length of an entry, or a little more than the limit if there is more} */
  private static long skipWithin(ZipInputStream zip, long limit) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long skipped = 0;
    for (int count = zip.read(buffer); count >= 0 && skipped <= limit; count = zip.read(buffer)) {
      skipped += count;
    }
    return skipped;
  }

  String fileName() {
    return fileName;
  }

  boolean has(String path) {
    return names.contains(path);
  }

  boolean hasAny(String pathPattern) {
    return names.stream().anyMatch(path -> path.matches(pathPattern));
  }

  /** {@return what its style sheets hide} */
  XhtmlStyles styles() {
    return texts.entrySet().stream()
        .filter(file -> file.getKey().endsWith(".css"))
        .map(file -> XhtmlStyles.of(new String(file.getValue(), UTF_8)))
        .reduce(XhtmlStyles.NONE, XhtmlStyles::and);
  }

  /** {@return the first file whose path matches, in path order} */
  Optional<String> first(String pathPattern) {
    return paths(pathPattern).stream().findFirst();
  }

  /** {@return the files whose path matches, in path order} */
  List<String> paths(String pathPattern) {
    return names.stream().filter(path -> path.matches(pathPattern)).sorted().toList();
  }

  Optional<byte[]> bytes(String path) {
    byte[] text = texts.get(path);
    return text != null || !names.contains(path) ? Optional.ofNullable(text) : unpack(path);
  }

  private Optional<byte[]> unpack(String path) {
    try (ZipInputStream zip = zip()) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (checkedPath(fileName, entry.getName()).equals(path)) {
          byte[] bytes = readWithin(zip, limits.textBytes());
          requireInMemory(path + " in it has", bytes.length <= limits.textBytes());
          return Optional.of(bytes);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  /**
   * {@return a file parsed as XML, if it is there}
   *
   * <p>The parser reads no document type definitions, so no entity can lead outside.
   */
  Optional<Document> xml(String path) {
    return bytes(path).map(bytes -> parse(path, bytes));
  }

  private Document parse(String path, byte[] bytes) {
    return parseXml(fileName, path, bytes, limits);
  }

  /** {@return XML as a document; document type definitions and entities of its own are not read} */
  static Document parseXml(String fileName, String path, byte[] bytes, ReadingLimits limits) {
    limits.requireElements(fileName, bytes);
    try {
      return Jsoup.parse(new ByteArrayInputStream(bytes), null, "", Parser.xmlParser());
    } catch (IOException e) {
      throw new ManuscriptException(
          "Cannot read %s: %s in it is damaged (%s)".formatted(fileName, path, e.getMessage()), e);
    }
  }
}
