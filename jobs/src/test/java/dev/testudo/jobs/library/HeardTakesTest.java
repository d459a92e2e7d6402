// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.HeardTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.segmentation.SourceMap;
import dev.testudo.segmentation.Span;
import dev.testudo.synthesis.Hearing;
import dev.testudo.synthesis.SpeechFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeardTakesTest {
  private static final Hearing HEARING =
      new Hearing(
          List.of(
              new Hearing.Word("twenty", 0, 6, 100, 400, 0.9f),
              new Hearing.Word("one", 7, 10, 400, 600, 0.2f)),
          List.of(new Hearing.Finding(SpeechFault.MUMBLED, "one", 400, 600)));

  @TempDir Path folder;

  /** Takes that were stored before there was a listener stay as they are. */
  @Test
  void keepsWhatIsHeardLaterBesideTheTakes() throws Exception {
    try (ObjectStore store = ObjectStore.open(folder.toString(), Map.of())) {
      Take first = Samples.take("a", 0);
      Take second = Samples.take("b", 1);
      TakeFiles.Stored stored = TakeFiles.write(store, "alice", List.of(first, second));
      byte[] before = Files.readAllBytes(folder.resolve(stored.file()));
      HeardTakes heard = new HeardTakes(store);
      assertThat(heard.of(stored.file())).isEmpty();

      heard.add(stored.file(), List.of(of(second, HEARING)));
      assertThat(heard.of(stored.file()))
          .isEqualTo(Map.of(HeardTakes.id("b", second.audio().pcmSha256()), HEARING));
      heard.add(stored.file(), List.of(of(first, HEARING)));

      assertThat(heard.of(stored.file())).hasSize(2);
      assertThat(Files.readAllBytes(folder.resolve(stored.file()))).isEqualTo(before);
    }
  }

  @Test
  void wordsLeadToTheManuscriptWhereverTheyAreKept() {
    PlanRow row =
        Samples.planRow("a", 0, "twenty one", 1).withSources(new SourceMap(List.of(10, 30, 32)));
    try (ObjectStore store = ObjectStore.open(folder.toString(), Map.of())) {
      Take old = Samples.take("a", 0);
      assertThat(new SpokenWords(store).of(row, old)).isEmpty();

      String file = TakeFiles.path(old.book(), old.origin().unit());
      new HeardTakes(store).add(file, List.of(of(old, HEARING)));

      List<SpokenWords.SpokenWord> words = new SpokenWords(store).of(row, old);
      assertThat(words)
          .containsExactly(
              new SpokenWords.SpokenWord("twenty", new Span(30, 32), 100, 400, 0.9f),
              new SpokenWords.SpokenWord("one", new Span(30, 32), 400, 600, 0.2f));
    }
  }

  @Test
  void takesCountAsNotHeardIfTheirWordsAreDamaged() throws Exception {
    try (ObjectStore store = ObjectStore.open(folder.toString(), Map.of())) {
      Take take = Samples.take("a", 0);
      String file = TakeFiles.write(store, "alice", List.of(take)).file();
      HeardTakes heard = new HeardTakes(store);
      heard.add(file, List.of(of(take, HEARING)));
      Files.writeString(folder.resolve(Paths.wordsBeside(file)), "no Parquet");

      assertThat(heard.of(file)).isEmpty();
      heard.add(file, List.of(of(take, HEARING)));
      assertThat(heard.of(file)).hasSize(1);
    }
  }

  @Test
  void wordsAreSweptWithTheirTakes() {
    try (Library library = Library.over(ObjectStore.open(folder.toString(), Map.of()))) {
      library.savePlan(Books.plan(List.of(List.of("One.", "Two."))));
      Take take = Samples.take("of no plan", 0);
      String file = TakeFiles.write(library.store(), "alice", List.of(take)).file();
      new HeardTakes(library.store()).add(file, List.of(of(take, HEARING)));

      assertThat(Sweep.find(library, Instant.MAX, Set.of(Sweep.Kind.UNREFERENCED_TAKES)))
          .extracting(Sweep.Leftover::path)
          .containsExactly(file, Paths.wordsBeside(file));
    }
  }

  private static HeardTake of(Take take, Hearing hearing) {
    return new HeardTake(take.key(), take.audio().pcmSha256(), hearing, "listener");
  }
}
