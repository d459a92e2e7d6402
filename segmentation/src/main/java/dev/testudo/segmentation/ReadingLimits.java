// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

/**
 * How large a manuscript may be. Nothing beyond these limits is read: a small file can be made that
 * unpacks to any size.
 *
 * @param unpackedMib of all files of an archive together, and of a file that is none
 * @param textMib of all its texts, which are kept in memory, and of any other file of it
 * @param files in an archive
 * @param elements of one page or XML file
 */
public record ReadingLimits(int unpackedMib, int textMib, int files, int elements) {
  public static final ReadingLimits DEFAULTS = new ReadingLimits(512, 64, 20_000, 3_000_000);

  /** For a manuscript that was read before, within whatever limits. */
  static final ReadingLimits LARGEST =
      new ReadingLimits(4096, 1024, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private static final int MIB = 1 << 20;

  public ReadingLimits {
    if (unpackedMib < 1 || textMib < 1 || files < 1 || elements < 1) {
      throw new IllegalArgumentException(
          "Cannot read within limits below 1: %d MiB, %d MiB of text, %d files, %d elements"
              .formatted(unpackedMib, textMib, files, elements));
    }
  }

  long unpackedBytes() {
    return (long) unpackedMib * MIB;
  }

  long textBytes() {
    return (long) textMib * MIB;
  }

  /**
   * Refuses a page that has more elements than memory has room for.
   *
   * @throws ManuscriptException in one sentence
   */
  void requireElements(String fileName, byte[] page) {
    int tags = 0;
    for (byte b : page) {
      tags += b == '<' ? 1 : 0;
    }
    if (tags > elements) {
      throw new ManuscriptException(
          "Cannot read %s: a page of it has %,d tags, and at most %,d are read; if it is a real book, --set max-elements=%d"
              .formatted(fileName, tags, elements, tags));
    }
  }

  /**
   * Refuses a file that is too large to be a book.
   *
   * @throws ManuscriptException in one sentence
   */
  void requireSize(String fileName, long bytes) {
    if (bytes > unpackedBytes()) {
      throw new ManuscriptException(
          "Cannot read %s: it has %,d MiB, and at most %,d are read; if it is a real book, --set max-unpacked-mib=%d"
              .formatted(fileName, bytes / MIB, unpackedMib, bytes / MIB + 1));
    }
  }
}
