// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import dev.testudo.jobs.table.EditionTake;
import java.io.Serializable;
import java.util.List;

/**
 * A chapter file that has been put into the draft's folder.
 *
 * @param file its name in the folder
 * @param sha256 SHA-256 over the decoded samples as 16-bit little-endian integers
 * @param takes what was stitched, in order; missing rows are left out
 */
public record StitchedChapter(
    int index,
    String title,
    String file,
    long samples,
    int sampleRateHz,
    String sha256,
    List<StitchedTake> takes)
    implements Serializable {
  /**
   * A take as it went into a chapter.
   *
   * @param startSample where it begins in the chapter's file, at that file's rate
   * @param endSample where it ends
   */
  public record StitchedTake(String key, String pcmSha256, long startSample, long endSample)
      implements Serializable {
    boolean isOf(EditionTake take) {
      return key.equals(take.key()) && pcmSha256.equals(take.pcmSha256());
    }
  }
}
