package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.SpeechFault;
import java.io.Serializable;
import java.util.Set;

/**
 * Where the take of an utterance lies.
 *
 * @param ordinal position in the edition, or {@link #SPARE}
 * @param file path of the takes file in the library
 * @param row position in that file, from 0
 * @param pcmSha256 digest of the decoded take
 * @param fileBytes size of the takes file, by which damage is noticed without reading it; 0 if it
 *     is not known
 */
public record EditionTake(
    int ordinal,
    String key,
    String file,
    int row,
    String pcmSha256,
    Set<SpeechFault> faults,
    long fileBytes)
    implements Serializable {
  /** The ordinal of a take that lies in one of the edition's files but is not part of it. */
  public static final int SPARE = -1;

  public EditionTake {
    requireNonNull(key, "key is null");
    requireNonNull(file, "file is null");
    requireNonNull(pcmSha256, "pcmSha256 is null");
    faults = Set.copyOf(faults);
  }

  public EditionTake withOrdinal(int newOrdinal) {
    return new EditionTake(newOrdinal, key, file, row, pcmSha256, faults, fileBytes);
  }
}
