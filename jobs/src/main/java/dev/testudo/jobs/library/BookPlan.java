// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.table.PlanRow;
import dev.testudo.segmentation.Script;
import dev.testudo.segmentation.Script.ScriptChapter;
import dev.testudo.segmentation.Utterance;
import dev.testudo.synthesis.SpeechModel;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.Voice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The work of rendering one edition of a book: every utterance in order, with its key.
 *
 * @param planned when the plan was made; not part of its digest
 * @param voice name of the narrator's voice
 * @param model name of the model
 * @param text digest of the {@link BookText} that it was made from; empty in older plans
 * @param rows in book order, ordinals from 0 without gaps
 */
public record BookPlan(
    String book,
    String edition,
    Instant planned,
    String title,
    String author,
    String language,
    String voice,
    String voiceDigest,
    String model,
    String modelDigest,
    SynthesisConfig settings,
    String text,
    List<PlanRow> rows) {
  public BookPlan {
    requireNonNull(book, "book is null");
    requireNonNull(edition, "edition is null");
    requireNonNull(planned, "planned is null");
    requireNonNull(settings, "settings is null");
    text = text == null ? "" : text;
    rows = List.copyOf(rows);
  }

  /**
   * {@return the plan of a script}
   *
   * @param retakes the retakes that were asked for
   * @param text digest of the script's {@link BookText}
   */
  public static BookPlan of(
      String book,
      String edition,
      Script script,
      SpeechModel model,
      Casting casting,
      SynthesisConfig settings,
      Retakes retakes,
      String text,
      Instant planned) {
    Voice narrator = casting.narrator();
    Map<String, Integer> occurrences = new HashMap<>();
    List<PlanRow> rows = new ArrayList<>();
    for (ScriptChapter chapter : script.chapters()) {
      for (Utterance utterance : chapter.utterances()) {
        String spoken = utterance.spokenText();
        Voice voice = casting.voice(utterance.speaker());
        boolean own = !voice.digest().equals(narrator.digest());
        int occurrence = occurrences.merge(spoken, 1, Integer::sum) - 1;
        String unsalted =
            UtteranceKey.of(spoken, occurrence, voice.digest(), model.digest(), settings, 0);
        int salt = retakes.salt(unsalted);
        String key =
            salt == 0
                ? unsalted
                : UtteranceKey.of(
                    spoken, occurrence, voice.digest(), model.digest(), settings, salt);
        rows.add(
            new PlanRow(
                key,
                rows.size(),
                chapter.index(),
                chapter.title(),
                utterance.span().start(),
                utterance.span().end(),
                spoken,
                utterance.pauseAfter(),
                occurrence,
                salt,
                model.countTokens(spoken),
                model.estimateSeconds(voice.name(), spoken),
                utterance.sources(),
                utterance.speaker(),
                own ? voice.name() : "",
                own ? voice.digest() : ""));
      }
    }
    return new BookPlan(
        book,
        edition,
        planned,
        script.title(),
        script.author(),
        script.language(),
        narrator.name(),
        narrator.digest(),
        model.name(),
        model.digest(),
        settings,
        text,
        rows);
  }

  /** {@return digest of everything but the time: the name of the plan's file} */
  public String digest() {
    FieldDigest digest =
        new FieldDigest()
            .text(book)
            .text(edition)
            .text(title)
            .text(author)
            .text(language)
            .text(voice)
            .text(voiceDigest)
            .text(model)
            .text(modelDigest);
    UtteranceKey.addSettings(digest, settings);
    for (PlanRow row : rows) {
      digest
          .text(row.key())
          .number(row.chapter())
          .text(row.chapterTitle())
          .number(row.spanStart())
          .number(row.spanEnd())
          .text(row.pauseAfter().name())
          .number(row.salt())
          .number(row.tokens())
          .number(row.predictedSeconds());
      // Without a cast, digests are what they were before there were casts.
      if (!row.speaker().isEmpty()) {
        digest.text(row.speaker()).text(row.voice());
      }
    }
    // Plans of older versions keep their names.
    if (!text.isEmpty()) {
      digest.text(text);
    }
    return digest.hex();
  }

  BookPlan withPlanned(Instant time) {
    return new BookPlan(
        book,
        edition,
        time,
        title,
        author,
        language,
        voice,
        voiceDigest,
        model,
        modelDigest,
        settings,
        text,
        rows);
  }

  /** {@return the key that the row would have without retakes} */
  String unsaltedKey(PlanRow row) {
    return UtteranceKey.of(
        row.spokenText(), row.occurrence(), voiceDigest(row), modelDigest, settings, 0);
  }

  /** {@return the digest of the voice that reads a row} */
  public String voiceDigest(PlanRow row) {
    return row.voiceDigest().isEmpty() ? voiceDigest : row.voiceDigest();
  }

  /** {@return the name of the voice that reads a row} */
  public String voice(PlanRow row) {
    return row.voice().isEmpty() ? voice : row.voice();
  }

  /** {@return index and title of each chapter, in order} */
  public Map<Integer, String> chapters() {
    Map<Integer, String> chapters = new LinkedHashMap<>();
    rows.forEach(row -> chapters.putIfAbsent(row.chapter(), row.chapterTitle()));
    return chapters;
  }

  /** {@return this plan with other rows, whose ordinals are from 0 without gaps} */
  public BookPlan withRows(List<PlanRow> newRows) {
    return new BookPlan(
        book,
        edition,
        planned,
        title,
        author,
        language,
        voice,
        voiceDigest,
        model,
        modelDigest,
        settings,
        text,
        newRows);
  }

  /** {@return predicted length of all takes} */
  public double predictedSeconds() {
    return rows.stream().mapToDouble(PlanRow::predictedSeconds).sum();
  }
}
