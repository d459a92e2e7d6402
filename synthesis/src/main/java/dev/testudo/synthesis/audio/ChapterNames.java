// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Names of chapters' files, such as {@code 03 - Title}, which sort as the chapters do. */
public final class ChapterNames {
  // In UTF-8 at most 240 bytes, of the 255 that file systems allow.
  private static final int MAX_CODE_POINTS = 60;

  private ChapterNames() {}

  /**
   * {@return a name without its ending: the number alone where the folder's file system lacks the
   * title's letters}
   *
   * @param index from 0
   */
  public static String fileName(Path folder, int index, int chapters, String title) {
    int digits = Math.max(2, Integer.toString(chapters).length());
    String number = String.format(Locale.ROOT, "%0" + digits + "d", index + 1);
    int[] letters =
        title
            .replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}\\s]+", " ")
            .strip()
            .codePoints()
            .limit(MAX_CODE_POINTS)
            .toArray();
    String name =
        letters.length == 0 ? number : number + " - " + new String(letters, 0, letters.length);
    try {
      return folder.resolve(name.strip()).getFileName().toString();
    } catch (InvalidPathException e) {
      return number;
    }
  }
}
