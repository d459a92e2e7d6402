// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.segmentation.cast.Speaker;
import dev.testudo.synthesis.SynthesisConfig;
import java.time.Instant;
import java.util.List;

/**
 * A published edition: the contents of {@code edition.json}.
 *
 * @param format {@link #FORMAT} or an older one
 * @param version counts the publications of this edition, from 1
 * @param previous the version that {@code rollback} returns to, 0 for none
 * @param digest names the folder with the chapter files and {@code takes.parquet}
 * @param plan digest of the plan that was rendered
 * @param planned when that plan was made; a newer plan's edition is never replaced by an older's
 * @param published when it was published
 * @param model name of the model
 * @param seconds length of all chapters
 * @param listed utterances that are missing or suspicious
 * @param speakers who reads how much, most first; none for a book without a cast
 * @param run id of the run that published it
 */
public record EditionRecord(
    int format,
    String book,
    String edition,
    int version,
    int previous,
    String digest,
    String plan,
    Instant planned,
    Instant published,
    String title,
    String author,
    String language,
    String voice,
    String voiceDigest,
    String model,
    String modelDigest,
    SynthesisConfig settings,
    double seconds,
    List<EditionChapter> chapters,
    List<Listed> listed,
    List<SpeakingTime> speakers,
    String run) {
  public static final int FORMAT = 1;

  public EditionRecord {
    requireNonNull(book, "book is null");
    requireNonNull(edition, "edition is null");
    requireNonNull(digest, "digest is null");
    requireNonNull(plan, "plan is null");
    requireNonNull(planned, "planned is null");
    requireNonNull(published, "published is null");
    requireNonNull(settings, "settings is null");
    chapters = List.copyOf(chapters);
    listed = List.copyOf(listed);
    speakers = speakers == null ? List.of() : List.copyOf(speakers);
  }

  EditionRecord withVersion(int newVersion, int newPrevious) {
    return new EditionRecord(
        format,
        book,
        edition,
        newVersion,
        newPrevious,
        digest,
        plan,
        planned,
        published,
        title,
        author,
        language,
        voice,
        voiceDigest,
        model,
        modelDigest,
        settings,
        seconds,
        chapters,
        listed,
        speakers,
        run);
  }

  /**
   * One chapter file.
   *
   * @param index from 1
   * @param file name within the edition's folder
   * @param samples length
   * @param sha256 SHA-256 over the decoded samples as 16-bit little-endian integers
   * @param takes number of takes in it
   */
  public record EditionChapter(
      int index,
      String title,
      String file,
      double seconds,
      long samples,
      int sampleRateHz,
      String sha256,
      int takes) {
    public EditionChapter {
      requireNonNull(title, "title is null");
      requireNonNull(file, "file is null");
      requireNonNull(sha256, "sha256 is null");
    }
  }

  /**
   * How much of an edition a speaker says.
   *
   * @param speaker as the cast names him, {@link Speaker#NARRATOR} for the narration
   * @param voice name of the voice
   * @param seconds length of the takes, without pauses
   */
  public record SpeakingTime(String speaker, String voice, int takes, double seconds) {
    public SpeakingTime {
      requireNonNull(speaker, "speaker is null");
      requireNonNull(voice, "voice is null");
    }
  }

  /**
   * An utterance that a listener should know about.
   *
   * @param ordinal position in the book, from 0
   * @param reason {@code missing}, or its faults, with the words in question where they were heard
   */
  public record Listed(int ordinal, int chapter, String key, String reason) {
    public Listed {
      requireNonNull(key, "key is null");
      requireNonNull(reason, "reason is null");
    }
  }
}
