// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Draft;
import dev.testudo.jobs.publish.ChapterWork.Silence;
import dev.testudo.jobs.publish.ChapterWork.Speech;
import dev.testudo.jobs.publish.ChapterWork.Step;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakeAudio;
import dev.testudo.segmentation.Pause;
import dev.testudo.synthesis.SynthesisConfig;
import dev.testudo.synthesis.audio.BookGain;
import dev.testudo.synthesis.audio.Loudness;
import dev.testudo.synthesis.audio.MasteringProfile;
import dev.testudo.synthesis.audio.TakeLoudness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChapterPlannerTest {
  private static final MasteringProfile PROFILE =
      new MasteringProfile("test", -20, -3, 0, 100, 200, 300, 400, 500, 600);

  /** Chapters 2 and 5 are the first and second track; the third utterance has no take. */
  private static final List<PlanRow> ROWS =
      List.of(
          row("a", 0, 2, "Tide", Pause.HEADING),
          row("b", 1, 2, "Tide", Pause.CLAUSE),
          row("gap", 2, 2, "Tide", Pause.PARAGRAPH),
          row("c", 3, 2, "Tide", Pause.SENTENCE),
          row("d", 4, 5, "Harbour", Pause.SENTENCE));

  private static final Map<String, Take> TAKES =
      Map.of(
          "a", take("a", 0, 0.25f, 0.02f),
          "b", take("b", 1, 0.75f, 0.03f),
          "c", take("c", 3, 0.5f, 0.02f),
          "d", take("d", 4, 0.875f, 0.04f));

  private final ChapterPlanner planner = new ChapterPlanner(draft(), PROFILE, TAKES::get);

  @Test
  void numbersTracksInBookOrderAndKeepsTheIndexesOfThePlan() {
    List<ChapterWork> chapters = planner.chapters(ROWS);

    assertThat(chapters).extracting(ChapterWork::index).containsExactly(2, 5);
    assertThat(chapters).extracting(ChapterWork::track).containsExactly(1, 2);
    assertThat(chapters).extracting(ChapterWork::title).containsExactly("Tide", "Harbour");
    assertThat(chapters)
        .extracting(ChapterWork::file)
        .containsExactly("chapter-002.flac", "chapter-005.flac");
  }

  @Test
  void putsThePauseOfEachRowAfterItsTakeAndTheLeadsAroundTheChapter() {
    assertThat(planner.chapters(ROWS).get(0).steps())
        .containsExactly(
            new Silence(0.5),
            speech("a"),
            new Silence(0.4),
            speech("b"),
            new Silence(0.1),
            new Silence(1.5),
            new Silence(0.3),
            speech("c"),
            new Silence(0.6));
    assertThat(planner.chapters(ROWS).get(1).steps())
        .containsExactly(new Silence(0.5), speech("d"), new Silence(0.6));
  }

  @Test
  void takesTheLargestTruePeakOfTheChaptersOwnTakes() {
    assertThat(planner.chapters(ROWS))
        .extracting(ChapterWork::truePeak)
        .containsExactly(0.75, 0.875);
  }

  @Test
  void measuresTakesAndPausesOfAllChaptersTogether() {
    List<ChapterWork> chapters = planner.chapters(ROWS);
    Loudness expected = new Loudness();
    for (ChapterWork chapter : chapters) {
      for (Step step : chapter.steps()) {
        if (step instanceof Silence silence) {
          expected.pause(silence.seconds());
        } else {
          expected.take(loudness(TAKES.get(((Speech) step).take().key())));
        }
      }
    }

    BookGain gain = planner.gain(chapters);

    assertThat(gain).isEqualTo(BookGain.of(PROFILE, expected.integrated()));
    double secondOnly = planner.gain(chapters.subList(1, 2)).db();
    assertThat(gain.db()).isNotCloseTo(secondOnly, within(0.25));
  }

  @Test
  void lowersVoicesToTheSoftestAndPausesWhereTheVoiceChanges() {
    List<PlanRow> rows = new ArrayList<>();
    Map<String, Take> takes = new HashMap<>();
    List<EditionTake> placed = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean anna = i % 2 == 1;
      PlanRow row = row("k" + i, i, 1, "Talk", Pause.CLAUSE);
      rows.add(anna ? ofAnna(row) : row);
      takes.put(row.key(), take(row.key(), i, 0.5f, anna ? 0.01f : 0.04f));
      placed.add(edition(row));
    }
    Draft draft = new Draft(plan(rows), "digest", placed, List.of(), List.of());

    ChapterPlanner matched = new ChapterPlanner(draft, PROFILE, takes::get);
    ChapterWork chapter = matched.chapters(rows).get(0);
    assertThat(matched.voiceLevels())
        .matches(".* LUFS \\+0\\.0 dB, .* LUFS -6\\.0 dB|.* LUFS -6\\.0 dB, .* LUFS \\+0\\.0 dB");
    assertThat(chapter.steps().subList(1, 4))
        .containsExactly(
            new Speech(placed.get(0), -6), new Silence(0.15), new Speech(placed.get(1), 0));
    assertThat(chapter.truePeak()).isEqualTo(0.5);

    MasteringProfile raw =
        new MasteringProfile(
            "raw", Double.NaN, Double.POSITIVE_INFINITY, 0, 100, 200, 300, 400, 500, 600);
    assertThat(new ChapterPlanner(draft, raw, takes::get).chapters(rows).get(0).steps().get(1))
        .isEqualTo(new Speech(placed.get(0), 0));
  }

  private static Draft draft() {
    List<EditionTake> takes =
        ROWS.stream().filter(row -> TAKES.containsKey(row.key())).map(row -> edition(row)).toList();
    return new Draft(plan(ROWS), "digest", takes, List.of(ROWS.get(2)), List.of());
  }

  private static BookPlan plan(List<PlanRow> rows) {
    return new BookPlan(
        "book",
        "main",
        Instant.EPOCH,
        "Tides",
        "Author",
        "en",
        "slt",
        "voice-digest",
        "starter",
        "model-digest",
        new SynthesisConfig(0.5, 0, 0.8, 1, 0, 5, 0, 1, "flow"),
        "",
        rows);
  }

  private static PlanRow row(String key, int ordinal, int chapter, String title, Pause pause) {
    return new PlanRow(key, ordinal, chapter, title, 0, 1, key, pause, 0, 0, 1, 1.5);
  }

  private static PlanRow ofAnna(PlanRow row) {
    return new PlanRow(
        row.key(),
        row.ordinal(),
        row.chapter(),
        row.chapterTitle(),
        row.spanStart(),
        row.spanEnd(),
        row.spokenText(),
        row.pauseAfter(),
        row.occurrence(),
        row.salt(),
        row.tokens(),
        row.predictedSeconds(),
        row.sources(),
        "Anna",
        "low",
        "low-digest");
  }

  private static Speech speech(String key) {
    Map<String, PlanRow> rows =
        ROWS.stream().collect(Collectors.toMap(PlanRow::key, Function.identity()));
    return new Speech(edition(rows.get(key)), 0);
  }

  private static EditionTake edition(PlanRow row) {
    return new EditionTake(row.ordinal(), row.key(), "file", row.ordinal(), "pcm", Set.of(), 9);
  }

  /** One second whose blocks of 100 ms all have the same energy. */
  private static Take take(String key, int ordinal, float truePeak, float energy) {
    Take sample = Samples.take(key, ordinal);
    float[] energies = new float[10];
    Arrays.fill(energies, energy);
    return new Take(
        key,
        sample.book(),
        ordinal,
        sample.chapter(),
        sample.characters(),
        sample.faults(),
        sample.cost(),
        sample.origin(),
        new TakeAudio(new byte[0], 16_000, 16_000, "pcm", energies, truePeak));
  }

  private static TakeLoudness loudness(Take take) {
    return new TakeLoudness(
        take.audio().energies(),
        take.audio().samples(),
        take.audio().sampleRateHz(),
        take.audio().truePeak());
  }
}
