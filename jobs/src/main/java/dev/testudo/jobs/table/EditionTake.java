// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.SpeechFault;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where the take of an utterance lies.
 *
 * @param ordinal position in the edition, or {@link #SPARE}
 * @param file path of the takes file in the library
 * @param row position in that file, from 0
 * @param pcmSha256 digest of the decoded take
 * @param findings what was heard to be wrong, one sentence each
 * @param fileBytes size of the takes file, by which damage is noticed without reading it; 0 if it
 *     is not known
 * @param startSample where it begins in its chapter's file, at that file's rate; 0 if that is not
 *     known, and then the end is 0 too
 * @param endSample where it ends
 */
public record EditionTake(
    int ordinal,
    String key,
    String file,
    int row,
    String pcmSha256,
    Set<SpeechFault> faults,
    List<String> findings,
    long fileBytes,
    long startSample,
    long endSample)
    implements Serializable {
  /** The ordinal of a take that lies in one of the edition's files but is not part of it. */
  public static final int SPARE = -1;

  private static final long UNKNOWN = 0;

  public EditionTake {
    requireNonNull(key, "key is null");
    requireNonNull(file, "file is null");
    requireNonNull(pcmSha256, "pcmSha256 is null");
    faults = Set.copyOf(faults);
    findings = new ArrayList<>(findings);
  }

  @Override
  public List<String> findings() {
    return List.copyOf(findings);
  }

  /** {@return what is suspicious, for people: what was heard with its words} */
  public String suspicion() {
    List<String> parts = new ArrayList<>(findings);
    faults.stream()
        .map(Enum::name)
        .filter(fault -> findings.stream().noneMatch(finding -> finding.startsWith(fault)))
        .sorted()
        .forEach(parts::add);
    return String.join(", ", parts);
  }

  /** A take that has no place in a chapter yet. */
  public EditionTake(
      int ordinal,
      String key,
      String file,
      int row,
      String pcmSha256,
      Set<SpeechFault> faults,
      List<String> findings,
      long fileBytes) {
    this(ordinal, key, file, row, pcmSha256, faults, findings, fileBytes, UNKNOWN, UNKNOWN);
  }

  /** The same, in which nothing was heard to be wrong. */
  public EditionTake(
      int ordinal,
      String key,
      String file,
      int row,
      String pcmSha256,
      Set<SpeechFault> faults,
      long fileBytes) {
    this(ordinal, key, file, row, pcmSha256, faults, List.of(), fileBytes);
  }

  public EditionTake withOrdinal(int newOrdinal) {
    return new EditionTake(
        newOrdinal, key, file, row, pcmSha256, faults, findings, fileBytes, startSample, endSample);
  }

  /** {@return this take at a place in its chapter's file} */
  public EditionTake at(long newStart, long newEnd) {
    return new EditionTake(
        ordinal, key, file, row, pcmSha256, faults, findings, fileBytes, newStart, newEnd);
  }
}
