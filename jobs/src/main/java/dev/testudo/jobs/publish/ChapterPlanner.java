package dev.testudo.jobs.publish;

import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.audio.BookGain;
import dev.testudo.synthesis.audio.Loudness;
import dev.testudo.synthesis.audio.MasteringProfile;
import dev.testudo.synthesis.audio.TakeLoudness;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * @param measurements the take of a key with its energies and peak; its audio is not used
   */
  ChapterPlanner(Draft draft, MasteringProfile profile, Function<String, Take> measurements) {
    this.profile = profile;
    this.takesByOrdinal =
        draft.takes().stream().collect(Collectors.toMap(EditionTake::ordinal, take -> take));
    this.measurements = measurements;
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
        steps.add(new ChapterWork.Speech(take));
        truePeak = Math.max(truePeak, measurements.apply(take.key()).audio().truePeak());
      }
      boolean last = i == rows.size() - 1;
      steps.add(silence(last ? profile.leadOutMillis() : millis(row.pauseAfter())));
    }
    return new ChapterWork(index, track, rows.get(0).chapterTitle(), steps, truePeak);
  }

  private static ChapterWork.Silence silence(int millis) {
    return new ChapterWork.Silence(millis / 1000.0);
  }

  private int millis(Pause pause) {
    return switch (pause) {
      case CLAUSE -> profile.clauseMillis();
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
          loudness.take(loudnessOf(measurements.apply(speech.take().key())));
        } else if (step instanceof ChapterWork.Silence silence) {
          loudness.pause(silence.seconds());
        }
      }
    }
    return BookGain.of(profile, loudness.integrated());
  }

  private static TakeLoudness loudnessOf(Take take) {
    return new TakeLoudness(
        take.audio().energies(),
        take.audio().samples(),
        take.audio().sampleRateHz(),
        take.audio().truePeak());
  }
}
