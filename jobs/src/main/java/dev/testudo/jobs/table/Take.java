// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.table;

import static java.util.Objects.requireNonNull;

import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Rendering;
import dev.testudo.synthesis.SpeechFault;
import java.time.Instant;
import java.util.Set;

/**
 * One rendering of an utterance, with what it cost and where it was made.
 *
 * @param key the utterance key
 * @param ordinal position in the book when it was rendered, from 0
 * @param chapter index of its chapter when it was rendered, from 1
 * @param characters UTF-16 length of the spoken text
 * @param faults what is suspicious about it
 * @param hearing what was heard in it, if something listened; its words only where the take was
 *     read with its sound
 */
public record Take(
    String key,
    String book,
    int ordinal,
    int chapter,
    int characters,
    Set<SpeechFault> faults,
    Rendering.Cost cost,
    Origin origin,
    TakeAudio audio,
    Hearing hearing) {
  public Take {
    requireNonNull(key, "key is null");
    requireNonNull(book, "book is null");
    faults = Set.copyOf(faults);
    requireNonNull(cost, "cost is null");
    requireNonNull(origin, "origin is null");
    requireNonNull(audio, "audio is null");
    requireNonNull(hearing, "hearing is null");
  }

  /** A take that nothing has listened to. */
  public Take(
      String key,
      String book,
      int ordinal,
      int chapter,
      int characters,
      Set<SpeechFault> faults,
      Rendering.Cost cost,
      Origin origin,
      TakeAudio audio) {
    this(key, book, ordinal, chapter, characters, faults, cost, origin, audio, Hearing.NONE);
  }

  /** {@return synthesis seconds per audio second; 0 for a take without audio} */
  public double realTimeFactor() {
    return audio.seconds() > 0 ? cost.deviceSeconds() / audio.seconds() : 0;
  }

  /**
   * Where, when and with what a take was made.
   *
   * @param run id of the run
   * @param unit digest of the unit's keys
   * @param voice name of the voice
   * @param device kind and address
   * @param slots utterances decoded side by side
   * @param laterShape of a call of the later stages, empty in older files
   * @param libraries inference library and version
   * @param executor id of the executor
   * @param started when the utterance was submitted
   * @param finished when its rendering was complete
   */
  public record Origin(
      String run,
      String unit,
      String voice,
      String voiceDigest,
      String modelDigest,
      String device,
      int slots,
      String laterShape,
      String libraries,
      String executor,
      Instant started,
      Instant finished) {
    public Origin {
      requireNonNull(run, "run is null");
      requireNonNull(unit, "unit is null");
      requireNonNull(voice, "voice is null");
      requireNonNull(voiceDigest, "voiceDigest is null");
      requireNonNull(modelDigest, "modelDigest is null");
      requireNonNull(device, "device is null");
      requireNonNull(laterShape, "laterShape is null");
      requireNonNull(libraries, "libraries is null");
      requireNonNull(executor, "executor is null");
      requireNonNull(started, "started is null");
      requireNonNull(finished, "finished is null");
    }
  }
}
