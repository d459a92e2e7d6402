package dev.testudo.jobs.library;

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
  /** A take as it went into a chapter. */
  public record StitchedTake(String key, String pcmSha256) implements Serializable {}
}
