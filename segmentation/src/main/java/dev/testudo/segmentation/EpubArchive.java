package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/** An EPUB's files, unpacked in memory within limits. */
final class EpubArchive {
  static final long MAX_BYTES = 512L << 20;
  static final int MAX_FILES = 20_000;
  private static final int BUFFER = 64 * 1024;

  private final String fileName;
  private final Map<String, byte[]> files;

  private EpubArchive(String fileName, Map<String, byte[]> files) {
    this.fileName = fileName;
    this.files = files;
  }

  static EpubArchive open(String fileName, byte[] content) {
    return open(fileName, content, MAX_BYTES);
  }

  static EpubArchive open(String fileName, byte[] content, long maxBytes) {
    Map<String, byte[]> files = new HashMap<>();
    long left = maxBytes;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content), UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String path = checkedPath(fileName, entry.getName());
        byte[] bytes = readWithin(zip, left);
        left -= bytes.length;
        if (left < 0 || files.size() >= MAX_FILES) {
          throw new ManuscriptException(
              "Cannot read %s: it unpacks to more than %,d files or %,d MiB, which no book needs"
                  .formatted(fileName, MAX_FILES, maxBytes >> 20));
        }
        files.put(path, bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ManuscriptException(
          "Cannot read %s: its ZIP archive is damaged (%s); download it again"
              .formatted(fileName, e.getMessage()),
          e);
    }
    return new EpubArchive(fileName, files);
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

  String fileName() {
    return fileName;
  }

  boolean has(String path) {
    return files.containsKey(path);
  }

  boolean hasAny(String pathPattern) {
    return files.keySet().stream().anyMatch(path -> path.matches(pathPattern));
  }

  Optional<byte[]> bytes(String path) {
    return Optional.ofNullable(files.get(path));
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
    try {
      return Jsoup.parse(new ByteArrayInputStream(bytes), null, "", Parser.xmlParser());
    } catch (IOException e) {
      throw new ManuscriptException(
          "Cannot read %s: %s in it is damaged (%s)".formatted(fileName, path, e.getMessage()), e);
    }
  }
}
