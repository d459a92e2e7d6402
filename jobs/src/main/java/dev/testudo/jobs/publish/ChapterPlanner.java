// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.audio.BookGain;
import dev.testudo.synthesis.audio.Loudness;
import dev.testudo.synthesis.audio.MasteringProfile;
import dev.testudo.synthesis.audio.TakeLoudness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lays out a draft's chapters, and finds the one gain of the book from the stored measurements of
 * its takes. Pure.
 */
final class ChapterPlanner {
  private final MasteringProfile profile;
  private final Map<Integer, EditionTake> takesByOrdinal;
  private final Function<String, Take> measurements;
  private final BookPlan plan;
  private final VoiceLevels levels = new VoiceLevels();
  private final Map<String, String> voices = new TreeMap<>();
  private final Map<String, Double> gains;

  /**
   * @param measurements the take of a key with its energies and peak; its audio is not used
   */
  ChapterPlanner(Draft draft, MasteringProfile profile, Function<String, Take> measurements) {
    this.profile = profile;
    this.takesByOrdinal =
        draft.takes().stream().collect(Collectors.toMap(EditionTake::ordinal, take -> take));
    this.measurements = measurements;
    this.plan = draft.plan();
    this.gains = profile.normalizes() ? gains(draft) : Map.of();
  }

  private Map<String, Double> gains(Draft draft) {
    for (EditionTake take : draft.takes()) {
      PlanRow row = plan.rows().get(take.ordinal());
      String voice = plan.voiceDigest(row);
      voices.putIfAbsent(plan.voice(row), voice);
      levels.add(voice, loudnessOf(measurements.apply(take.key()), 1));
    }
    return levels.gains();
  }

  /** {@return loudness and gain of each voice as text, empty where one voice reads alone} */
  String voiceLevels() {
    if (voices.size() < 2) {
      return "";
    }
    return voices.entrySet().stream()
        .map(
            voice ->
                String.format(
                    Locale.ROOT,
                    "%s %.1f LUFS %+.1f dB",
                    voice.getKey(),
                    levels.level(voice.getValue()),
                    gains.getOrDefault(voice.getValue(), 0.0)))
        .collect(Collectors.joining(", "));
  }

  /** {@return the chapters in book order} */
  List<ChapterWork> chapters(List<PlanRow> rows) {
    Map<Integer, List<PlanRow>> byChapter =
        rows.stream()
            .collect(Collectors.groupingBy(PlanRow::chapter, TreeMap::new, Collectors.toList()));
    List<ChapterWork> chapters = new ArrayList<>();
    byChapter.forEach(
        (index, chapterRows) -> chapters.add(chapter(index, chapters.size() + 1, chapterRows)));
    return chapters;
  }

  private ChapterWork chapter(int index, int track, List<PlanRow> rows) {
    List<ChapterWork.Step> steps = new ArrayList<>();
    steps.add(silence(profile.leadInMillis()));
    double truePeak = 0;
    for (int i = 0; i < rows.size(); i++) {
      PlanRow row = rows.get(i);
      EditionTake take = takesByOrdinal.get(row.ordinal());
      if (take == null) {
        steps.add(new ChapterWork.Silence(row.predictedSeconds()));
      } else {
        ChapterWork.Speech speech =
            new ChapterWork.Speech(take, gains.getOrDefault(plan.voiceDigest(row), 0.0));
        steps.add(speech);
        double peak = measurements.apply(take.key()).audio().truePeak() * speech.factor();
        truePeak = Math.max(truePeak, peak);
      }
      boolean last = i == rows.size() - 1;
      steps.add(silence(last ? profile.leadOutMillis() : millis(row, rows.get(i + 1))));
    }
    return new ChapterWork(index, track, rows.get(0).chapterTitle(), steps, truePeak);
  }

  private static ChapterWork.Silence silence(int millis) {
    return new ChapterWork.Silence(millis / 1000.0);
  }

  /** Within a sentence, another voice takes longer to begin than the same one to go on. */
  private int millis(PlanRow row, PlanRow next) {
    boolean changes = !plan.voiceDigest(row).equals(plan.voiceDigest(next));
    return switch (row.pauseAfter()) {
      case CLAUSE ->
          changes
              ? Math.max(
                  profile.clauseMillis(), (profile.clauseMillis() + profile.sentenceMillis()) / 2)
              : profile.clauseMillis();
      case SENTENCE -> profile.sentenceMillis();
      case PARAGRAPH -> profile.paragraphMillis();
      case HEADING -> profile.headingMillis();
    };
  }

  /** {@return the gain that brings the whole book to the profile's loudness} */
  BookGain gain(List<ChapterWork> chapters) {
    Loudness loudness = new Loudness();
    for (ChapterWork chapter : chapters) {
      for (ChapterWork.Step step : chapter.steps()) {
        if (step instanceof ChapterWork.Speech speech) {
          loudness.take(loudnessOf(measurements.apply(speech.take().key()), speech.factor()));
        } else if (step instanceof ChapterWork.Silence silence) {
          loudness.pause(silence.seconds());
        }
      }
    }
    return BookGain.of(profile, loudness.integrated());
  }

  private static TakeLoudness loudnessOf(Take take, double factor) {
    float[] energies = take.audio().energies();
    if (factor != 1) {
      energies = energies.clone();
      for (int i = 0; i < energies.length; i++) {
        energies[i] = (float) (energies[i] * factor * factor);
      }
    }
    return new TakeLoudness(
        energies,
        take.audio().samples(),
        take.audio().sampleRateHz(),
        take.audio().truePeak() * factor);
  }
}
