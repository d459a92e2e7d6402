// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.library.BookPlan;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.library.SpokenWords;
import dev.testudo.jobs.library.SpokenWords.SpokenWord;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakeAudio;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.Waveform;
import dev.testudo.synthesis.audio.Flac;
import dev.testudo.synthesis.audio.PcmDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes of the starter voice, good and spoiled, and the listener that ships with the project. */
class ListenIT {
  private static final String BOOK =
      """
      Chapter I. The Lamp

      The keeper carried the lamp down the narrow stairs.

      In 1887 the old harbour was full of fishing boats.

      She opened the window and looked down at the water.

      Nobody in the village remembered such a winter.

      The children were asleep when the storm began.
      """;

  @TempDir private Path folder;

  private LibraryFolder library() {
    return new LibraryFolder(folder.resolve("library"));
  }

  @Test
  void findsTheFaultsThatAreInTakesAndNoOthers() throws IOException {
    Path manuscript = Files.writeString(folder.resolve("book.txt"), BOOK);
    CommandLineRun rendered =
        command("render", manuscript.toString(), "--book", "book", "--set", "listen=off");
    assertThat(rendered.exitCode()).as(rendered.err()).isZero();

    CommandLineRun clean = command("listen", "book");
    assertThat(clean.exitCode()).as(clean.err()).isZero();
    assertThat(clean.out()).contains("listened to 6 of 6 takes", "Faulty: 0");
    assertThat(command("listen", "book").out()).contains("listened to 0 of 6 takes");

    Map<Integer, Take> takes =
        library().takes().stream().collect(Collectors.toMap(Take::ordinal, take -> take));
    Map<Integer, List<SpokenWord>> words = words(takes);
    assertThat(words.get(2))
        .extracting(word -> word.text() + "=" + word.source().of(BOOK))
        .startsWith("In=In", "eighteen=1887", "eighty=1887", "seven=1887", "the=the");
    assertTimesAreInOrder(takes, words);

    Map<Integer, float[]> spoiled = new HashMap<>();
    spoiled.put(1, without(takes.get(1), words.get(1), 3, 4));
    spoiled.put(2, twice(takes.get(2), words.get(2), 9, 10));
    spoiled.put(3, cutBefore(takes.get(3), words.get(3), 8));
    spoiled.put(4, samples(takes.get(5)));
    replaceSound(spoiled);

    CommandLineRun faulty = command("listen", "book");
    assertThat(faulty.exitCode()).as(faulty.err()).isZero();
    Map<String, String> found = new HashMap<>();
    faulty
        .out()
        .lines()
        .filter(line -> line.startsWith("  utterance"))
        .forEach(line -> found.put(line.split(" ", -1)[3], line));
    assertThat(found).containsOnlyKeys("1", "2", "3", "4");
    assertThat(found.get("1")).contains("MISSING_WORDS (\"the lamp\")");
    assertThat(found.get("2")).contains("REPEATED_WORDS", "fishing");
    assertThat(found.get("3")).contains("CUT_SHORT (\"at the water\")");
    assertThat(found.get("4")).contains("(\"");
    assertThat(faulty.out()).contains("testudo retake book 1 2 3 4");
  }

  @Test
  void theRendererKeepsTheWordsOfWhatItHears() throws IOException {
    Path manuscript = Files.writeString(folder.resolve("book.txt"), BOOK);
    CommandLineRun rendered =
        command(
            "render",
            manuscript.toString(),
            "--book",
            "book",
            "--set",
            "listen=strict",
            "--no-publish");

    assertThat(rendered.exitCode()).as(rendered.err()).isZero();
    for (Take take : library().takes()) {
      assertThat(take.hearing().isHeard()).isTrue();
      assertThat(take.hearing().findings()).isEmpty();
      assertThat(take.cost().stageSeconds("listener"))
          .isPositive()
          .isLessThan(take.cost().deviceSeconds());
    }
    assertThat(command("listen", "book").out()).contains("listened to 0 of 6 takes");
  }

  private CommandLineRun command(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of(name));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--library", library().root().toString()));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private Map<Integer, List<SpokenWord>> words(Map<Integer, Take> takes) {
    Map<Integer, List<SpokenWord>> words = new HashMap<>();
    try (Library opened = library().open()) {
      BookPlan plan = opened.latestPlan("book", "main").orElseThrow();
      SpokenWords reader = new SpokenWords(opened.store());
      for (PlanRow row : plan.rows()) {
        words.put(row.ordinal(), reader.of(row, takes.get(row.ordinal())));
      }
    }
    return words;
  }

  private static void assertTimesAreInOrder(
      Map<Integer, Take> takes, Map<Integer, List<SpokenWord>> words) {
    words.forEach(
        (ordinal, ofTake) -> {
          int before = 0;
          for (SpokenWord word : ofTake) {
            assertThat(word.startMillis()).isGreaterThanOrEqualTo(before);
            assertThat(word.endMillis()).isGreaterThan(word.startMillis());
            before = word.endMillis();
          }
          assertThat(before / 1000.0).isLessThan(takes.get(ordinal).audio().seconds() + 0.02);
        });
  }

  private static float[] samples(Take take) {
    return Flac.decode(take.audio().flac()).samples();
  }

  private static int sample(Take take, int millis) {
    return (int) ((long) millis * take.audio().sampleRateHz() / 1000);
  }

  /** The middle of the pause before a word. */
  private static int before(Take take, List<SpokenWord> words, int word) {
    return sample(take, (words.get(word - 1).endMillis() + words.get(word).startMillis()) / 2);
  }

  private static float[] without(Take take, List<SpokenWord> words, int first, int last) {
    float[] all = samples(take);
    return joined(all, 0, before(take, words, first), before(take, words, last + 1), all.length);
  }

  private static float[] twice(Take take, List<SpokenWord> words, int first, int last) {
    float[] all = samples(take);
    return joined(all, 0, before(take, words, last + 1), before(take, words, first), all.length);
  }

  private static float[] cutBefore(Take take, List<SpokenWord> words, int word) {
    float[] all = samples(take);
    return joined(all, 0, before(take, words, word), all.length, all.length);
  }

  private static float[] joined(float[] all, int from, int to, int again, int end) {
    float[] some = new float[to - from + end - again];
    System.arraycopy(all, from, some, 0, to - from);
    System.arraycopy(all, again, some, to - from, end - again);
    return some;
  }

  /** As if the takes had been rendered so. */
  private void replaceSound(Map<Integer, float[]> spoiled) throws IOException {
    for (Path file : library().files("takes")) {
      List<Take> rows = new ArrayList<>();
      for (Take take : TakesTable.TABLE.read(Files.readAllBytes(file))) {
        float[] samples = spoiled.get(take.ordinal());
        rows.add(samples == null ? take : withSound(take, samples));
      }
      Files.write(file, TakesTable.TABLE.write(rows));
    }
  }

  private static Take withSound(Take take, float[] samples) {
    Waveform waveform = new Waveform(samples, take.audio().sampleRateHz());
    TakeAudio audio =
        new TakeAudio(
            Flac.encode(waveform),
            samples.length,
            waveform.sampleRateHz(),
            PcmDigest.of(waveform),
            take.audio().energies(),
            take.audio().truePeak());
    return new Take(
        take.key(),
        take.book(),
        take.ordinal(),
        take.chapter(),
        take.characters(),
        take.faults(),
        take.cost(),
        take.origin(),
        audio,
        Hearing.NONE);
  }
}
