// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.library.Ledger.Reason;
import dev.testudo.jobs.library.Publisher.Outcome;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.EditionTake;
import dev.testudo.jobs.table.PlanRow;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakeAudio;
import dev.testudo.synthesis.SpeechFault;
import dev.testudo.synthesis.SynthesisConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final List<List<String>> BOOK =
      List.of(List.of("One.", "Two.", "Three."), List.of("Four.", "Five."));

  @TempDir Path folder;
  private Library library;
  private final BookPlan plan = Books.plan(BOOK);

  @BeforeEach
  void open() {
    library = Library.over(ObjectStore.open(folder.toString(), Map.of()));
  }

  @Test
  void knowsNothingOfANewBook() {
    Ledger ledger = ledger();

    assertThat(ledger.size()).isZero();
    assertThat(ledger.missing(plan)).isEqualTo(plan.rows());
    assertThat(ledger.reasons(plan)).isEqualTo(Map.of(Reason.NEVER_RENDERED, 5));
  }

  @Test
  void lacksExactlyWhatWasNotRendered() {
    Books.render(library, plan.rows().subList(0, 2));
    Books.render(library, plan.rows().subList(3, 4));

    assertThat(ledger().missing(plan)).extracting(PlanRow::ordinal).containsExactly(2, 4);
  }

  @Test
  void oneOfTwoWritersOfAUnitWins() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<TakeFiles.Stored>> attempts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      attempts.add(
          threads.submit(
              () -> {
                start.await();
                return Books.render(library, plan.rows());
              }));
    }
    start.countDown();
    TakeFiles.Stored one = attempts.get(0).get();
    TakeFiles.Stored two = attempts.get(1).get();
    threads.shutdown();

    assertThat(List.of(one.first(), two.first())).containsExactlyInAnyOrder(true, false);
    assertThat(one.file()).isEqualTo(two.file());
    assertThat(ledger().missing(plan)).isEmpty();
  }

  @Test
  void movesUnreadableFilesToQuarantine() throws IOException {
    TakeFiles.Stored good = Books.render(library, plan.rows().subList(0, 2));
    TakeFiles.Stored cut = Books.render(library, plan.rows().subList(2, 5));
    Path file = folder.resolve(cut.file());
    Files.write(file, new String("not Parquet").getBytes(StandardCharsets.UTF_8));

    Ledger ledger = ledger();

    assertThat(ledger.quarantined()).containsExactly(cut.file());
    assertThat(ledger.missing(plan)).extracting(PlanRow::ordinal).containsExactly(2, 3, 4);
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("quarantine").resolve(cut.file())).exists();
    assertThat(library.store().list("takes/"))
        .extracting(StoredObject::path)
        .containsExactly(good.file());
    assertThat(Books.render(library, plan.rows().subList(2, 5)).first()).isTrue();
  }

  @Test
  void damagedAudioIsNoticedWhenItIsReadAndItsKeysCountAsMissing() throws IOException {
    TakeFiles.Stored stored = Books.render(library, plan.rows());
    flipAudio(folder.resolve(stored.file()));
    List<EditionTake> takes = takes(ledger());

    Iterator<Take> reading = TakeFiles.read(library.store(), takes);
    assertThatThrownBy(reading::next)
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("Cannot use the takes file " + stored.file() + ": it is damaged")
        .hasMessageContaining("running again renders its utterances");

    assertThat(ledger().missing(plan)).isEqualTo(plan.rows());
  }

  @Test
  void damagedFileOfAnEditionIsRenderedAnewAndPublishedAnew() throws IOException {
    renderMissing(plan);
    publish(plan);
    EditionTake damaged = takes(ledger()).get(0);
    flipAudio(folder.resolve(damaged.file()));
    assertThatThrownBy(() -> TakeFiles.read(library.store(), List.of(damaged)).next())
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("is damaged");
    assertThat(ledger().reasons(plan)).isEqualTo(Map.of(Reason.LOST, 5));

    // Under the same name, but other sound: rendered on another kind of device.
    List<Take> others = new ArrayList<>();
    plan.rows().forEach(row -> others.add(take(row.key(), "other " + row.ordinal(), Set.of())));
    write(others.toArray(Take[]::new));

    assertThat(takes(ledger())).extracting(EditionTake::pcmSha256).contains("other 0", "other 4");
    publish(plan);
    assertThat(ledger().missing(plan)).isEmpty();
  }

  @Test
  void noticesFileWithOtherTakesUnderItsName() {
    TakeFiles.Stored stored = Books.render(library, plan.rows().subList(0, 1));
    EditionTake wrong =
        new EditionTake(0, plan.rows().get(0).key(), stored.file(), 0, "other digest", Set.of(), 0);

    assertThatThrownBy(() -> TakeFiles.read(library.store(), List.of(wrong)).next())
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("does not hold the take of utterance");
  }

  @Test
  void ofSeveralTakesPrefersUnflaggedThenSmallestDigest() {
    String key = plan.rows().get(0).key();
    write(take(key, "0000", Set.of(SpeechFault.SILENCE)), Samples.take("a", 1));
    write(take(key, "2222", Set.of()), Samples.take("b", 1));
    write(take(key, "1111", Set.of()), Samples.take("c", 1));

    assertThat(ledger().take(key).orElseThrow().pcmSha256()).isEqualTo("1111");
  }

  @Test
  void editionPinsTheChoice() {
    String key = plan.rows().get(0).key();
    write(take(key, "2222", Set.of()), Samples.take("b", 1));
    Books.render(library, plan.rows().subList(1, 5));
    publish(plan);
    write(take(key, "1111", Set.of()), Samples.take("c", 1));

    assertThat(ledger().take(key).orElseThrow().pcmSha256()).isEqualTo("2222");
  }

  @Test
  void editingASentenceRendersOnlyItAndRevertingNothing() {
    renderMissing(plan);
    publish(plan);
    BookPlan edited =
        Books.plan(List.of(List.of("One.", "Two!", "Three."), List.of("Four.", "Five.")));

    assertThat(ledger().missing(edited)).extracting(PlanRow::spokenText).containsExactly("Two!");
    assertThat(ledger().reasons(edited)).isEqualTo(Map.of(Reason.TEXT_CHANGED, 1));
    renderMissing(edited);
    publish(edited);

    assertThat(ledger().missing(edited)).isEmpty();
    assertThat(ledger().missing(plan)).isEmpty();
  }

  @Test
  void saysWhyTakesAreMissing() {
    renderMissing(plan);
    publish(plan);
    SynthesisConfig slower = new SynthesisConfig(0.5, 0, 0.8, 1, 0, 9, 0, 1, "flow");

    assertThat(
            ledger().reasons(Books.plan(BOOK, "other", Books.SETTINGS, Retakes.NONE, Books.NOON)))
        .isEqualTo(Map.of(Reason.VOICE_CHANGED, 5));
    assertThat(ledger().reasons(Books.plan(BOOK, "voice-digest", slower, Retakes.NONE, Books.NOON)))
        .isEqualTo(Map.of(Reason.SETTINGS_CHANGED, 5));
    library.store().list("takes/").forEach(file -> library.store().delete(file.path()));
    assertThat(ledger().reasons(plan)).isEqualTo(Map.of(Reason.LOST, 5));
  }

  @Test
  void retakeAsksForOneNewKeyAndUndoingBringsTheOldTakeBack() {
    renderMissing(plan);
    publish(plan);
    Retakes asked = Retakes.request(library, plan, List.of(plan.rows().get(1)));
    BookPlan again = Books.plan(BOOK, "voice-digest", Books.SETTINGS, asked, Books.NOON);

    assertThat(asked).isEqualTo(Retakes.of(library, "alice"));
    assertThat(asked.rows(again)).containsExactly(again.rows().get(1));
    assertThat(ledger().missing(again)).containsExactly(again.rows().get(1));
    assertThat(ledger().reasons(again)).isEqualTo(Map.of(Reason.RETAKE, 1));
    renderMissing(again);
    publish(again);

    Retakes undone = Retakes.undo(library, again, List.of(again.rows().get(1)));
    BookPlan back = Books.plan(BOOK, "voice-digest", Books.SETTINGS, undone, Books.NOON);
    assertThat(back).isEqualTo(plan);
    assertThat(ledger().missing(back)).isEmpty();
    assertThatThrownBy(() -> Retakes.undo(library, back, List.of(back.rows().get(1))))
        .isInstanceOf(LibraryException.class)
        .hasMessage("Cannot undo the retake of utterance 1 of alice: none was requested");
  }

  @Test
  void readsTakesInBookOrderAcrossFiles() {
    List<PlanRow> rows = plan.rows();
    Books.render(library, List.of(rows.get(0), rows.get(2), rows.get(4)));
    Books.render(library, List.of(rows.get(1), rows.get(3)));
    List<String> keys = new ArrayList<>();

    TakeFiles.read(library.store(), takes(ledger())).forEachRemaining(t -> keys.add(t.key()));

    assertThat(keys).isEqualTo(rows.stream().map(PlanRow::key).toList());
  }

  @Test
  void readsMetricsWithoutAudio() {
    TakeFiles.Stored stored = Books.render(library, plan.rows());

    List<Take> takes = TakeFiles.readWithoutAudio(library.store(), stored.file());

    assertThat(takes).hasSize(5).allSatisfy(take -> assertThat(take.audio().flac()).isEmpty());
    assertThat(takes.get(0).audio().energies()).containsExactly(0.5f, 0.25f);
  }

  @Test
  void refusesUnitThatIsTooLarge() {
    TakeAudio huge = new TakeAudio(new byte[TakeFiles.MAX_BYTES], 1, 1, "", new float[0], 0);
    Take take = withAudio(Samples.take("k", 0), huge);

    assertThatThrownBy(() -> TakeFiles.write(library.store(), "alice", List.of(take)))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("more than 67108864; render smaller units");
    assertThat(library.store().list("")).isEmpty();
  }

  private Ledger ledger() {
    return Ledger.read(library, "alice", "main");
  }

  private List<EditionTake> takes(Ledger ledger) {
    return plan.rows().stream().map(row -> ledger.take(row.key()).orElseThrow()).toList();
  }

  private void renderMissing(BookPlan wanted) {
    Books.render(library, ledger().missing(wanted));
  }

  private void publish(BookPlan wanted) {
    library.savePlan(wanted);
    Publisher publisher = new Publisher(library, Clock.fixed(Books.NOON, ZoneOffset.UTC));
    Draft draft = Draft.of(wanted, ledger(), "plain");
    Publisher.Publication publication =
        publisher.publish(
            publisher.start("alice", "main"), draft, Books.stitch(library, draft), 0, "run-1");
    assertThat(publication.outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  private void write(Take... takes) {
    TakeFiles.write(library.store(), "alice", List.of(takes));
  }

  private static Take take(String key, String pcmSha256, Set<SpeechFault> faults) {
    Take take = Samples.take(key, 0, faults);
    TakeAudio audio = take.audio();
    return withAudio(
        take, new TakeAudio(audio.flac(), 16_000, 16_000, pcmSha256, audio.energies(), 0.5f));
  }

  private static Take withAudio(Take take, TakeAudio audio) {
    return new Take(
        take.key(),
        take.book(),
        take.ordinal(),
        take.chapter(),
        take.characters(),
        take.faults(),
        take.cost(),
        take.origin(),
        audio);
  }

  private static void flipAudio(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int audio = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("audio of ");
    bytes[audio] ^= 1;
    Files.write(file, bytes);
  }
}
