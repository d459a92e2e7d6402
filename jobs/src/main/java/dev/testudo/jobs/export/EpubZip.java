// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package of files whose first entry says what it is. Equal contents give equal bytes. */
final class EpubZip implements AutoCloseable {
  private static final LocalDateTime NO_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final ZipOutputStream zip;

  EpubZip(Path file, String mediaType) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    this.zip = new ZipOutputStream(out, UTF_8);
    byte[] content = mediaType.getBytes(US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = entry("mimetype");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  void add(String path, String text) throws IOException {
    add(path, text.getBytes(UTF_8));
  }

  void add(String path, byte[] content) throws IOException {
    zip.setLevel(Deflater.DEFAULT_COMPRESSION);
    zip.putNextEntry(entry(path));
    zip.write(content);
    zip.closeEntry();
  }

  /** Adds sound, which does not become smaller. */
  void addSound(String path, Path file) throws IOException {
    zip.setLevel(Deflater.NO_COMPRESSION);
    zip.putNextEntry(entry(path));
    Files.copy(file, zip);
    zip.closeEntry();
  }

  private static ZipEntry entry(String path) {
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(NO_TIME);
    return entry;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
