// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.EditionRecord.Listed;
import dev.testudo.jobs.library.Publisher.Outcome;
import dev.testudo.jobs.library.Publisher.Publication;
import dev.testudo.jobs.library.Publisher.Start;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.Samples;
import dev.testudo.jobs.table.Take;
import dev.testudo.synthesis.SpeechFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  private static final List<List<String>> BOOK =
      List.of(List.of("One.", "Two."), List.of("Three."));
  private static final List<List<String>> EDITED =
      List.of(List.of("One.", "Two!"), List.of("Three."));
  private static final Instant FAR_FUTURE = Instant.parse("2999-01-01T00:00:00Z");

  @TempDir Path folder;
  private Library library;
  private Publisher publisher;
  private final BookPlan plan = Books.plan(BOOK);
  private final BookPlan edited = planned(EDITED, Books.NOON.plusSeconds(60));

  @BeforeEach
  void open() {
    library = Library.over(ObjectStore.open(folder.toString(), Map.of()));
    publisher = new Publisher(library, Clock.fixed(Books.NOON, ZoneOffset.UTC));
  }

  @Test
  void publishesWholeEdition() {
    render(plan);
    Publication publication = publish(plan, "run-1");

    assertThat(publication.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(publication.sentence())
        .isEqualTo("Published alice (edition main): 2 chapters, 3 takes, 0 listed");
    EditionRecord record = library.edition("alice", "main").orElseThrow();
    assertThat(record).isEqualTo(publication.edition().orElseThrow());
    assertThat(record.title()).isEqualTo("Alice");
    assertThat(record.settings()).isEqualTo(Books.SETTINGS);
    assertThat(record.seconds()).isEqualTo(3);
    assertThat(record.chapters()).extracting(EditionChapter::takes).containsExactly(2, 1);
    assertThat(record.listed()).isEmpty();
    assertThat(library.editions("alice")).containsExactly("main");
    assertThat(library.books()).containsExactly("alice");
    assertThat(verify()).isEmpty();
  }

  @Test
  void leavesEqualEditionAsItIs() {
    render(plan);
    publish(plan, "run-1");

    Draft draft = Draft.of(plan, ledger(), "plain");
    Publication again =
        publisher.publish(publisher.start("alice", "main"), draft, List.of(), 0, "run-2");

    assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(again.edition().orElseThrow().run()).isEqualTo("run-1");
  }

  @Test
  void refusesEditionOfANewerFormat() throws IOException {
    render(plan);
    publish(plan, "run-1");
    Path file = folder.resolve("editions/alice/main/edition.json");
    Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 2"));

    assertThatThrownBy(() -> library.edition("alice", "main"))
        .isInstanceOf(LibraryException.class)
        .hasMessage(
            "Cannot read editions/alice/main/edition.json of format 2: this version knows formats"
                + " up to 1; update Testudo");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> library.edition("alice", "main"))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("edition.json: it is damaged");
  }

  @Test
  void missingTakesBlockTheirBookUnlessGapsAreAllowed() {
    library.savePlan(plan);
    Books.render(library, plan.rows().subList(1, 3));
    Draft draft = Draft.of(plan, ledger(), "plain");
    Start start = publisher.start("alice", "main");

    Publication blocked = publisher.publish(start, draft, List.of(), 0, "run-1");

    assertThat(blocked.outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(blocked.sentence())
        .isEqualTo(
            "Did not publish alice: 1 of 3 utterances have no take (the first is 0 in chapter 1);"
                + " run again, or allow the gaps by --max-missing 1");
    assertThat(library.edition("alice", "main")).isEmpty();

    Publication allowed = publisher.publish(start, draft, Books.stitch(library, draft), 1, "run-1");
    assertThat(allowed.outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(allowed.edition().orElseThrow().listed())
        .containsExactly(new Listed(0, 1, plan.rows().get(0).key(), "missing"));
    assertThat(verify()).isEmpty();
  }

  @Test
  void listsSuspiciousTakes() {
    library.savePlan(plan);
    List<Take> takes = new ArrayList<>();
    plan.rows().forEach(row -> takes.add(Samples.take(row.key(), row.ordinal())));
    String key = plan.rows().get(2).key();
    takes.set(2, Samples.take(key, 2, Set.of(SpeechFault.SILENCE, SpeechFault.NO_STOP)));
    TakeFiles.write(library.store(), "alice", takes);

    assertThat(publish(plan, "run-1").edition().orElseThrow().listed())
        .containsExactly(new Listed(2, 2, key, "NO_STOP, SILENCE"));
  }

  @Test
  void refusesChaptersThatAreNotTheDrafts() {
    render(plan);
    Draft draft = Draft.of(plan, ledger(), "plain");
    Start start = publisher.start("alice", "main");
    List<StitchedChapter> chapters = Books.stitch(library, draft);
    StitchedChapter first = chapters.get(0);
    StitchedChapter swapped =
        new StitchedChapter(
            1,
            first.title(),
            first.file(),
            first.samples(),
            first.sampleRateHz(),
            first.sha256(),
            List.of(first.takes().get(1), first.takes().get(0)));

    assertThatThrownBy(() -> publisher.publish(start, draft, List.of(first), 0, "run-1"))
        .isInstanceOf(LibraryException.class)
        .hasMessage("Cannot publish alice: it was stitched to the chapters [1] instead of [1, 2]");
    assertThatThrownBy(
            () -> publisher.publish(start, draft, List.of(swapped, chapters.get(1)), 0, "run-1"))
        .isInstanceOf(LibraryException.class)
        .hasMessage(
            "Cannot publish alice: chapter 1 was stitched from other takes than its plan asks for");
    library.store().delete(draft.folder() + "2.flac");
    assertThatThrownBy(() -> publisher.publish(start, draft, chapters, 0, "run-1"))
        .isInstanceOf(LibraryException.class)
        .hasMessage("Cannot publish alice: the file 2.flac of chapter 2 is not there");
    assertThat(library.edition("alice", "main")).isEmpty();
  }

  @Test
  void olderPlanNeverReplacesTheEditionOfANewerOne() {
    render(plan);
    Start startOfOlder = publisher.start("alice", "main");
    Draft older = Draft.of(plan, ledger(), "plain");
    List<StitchedChapter> chapters = Books.stitch(library, older);
    render(edited);
    publish(edited, "newer");

    Publication late = publisher.publish(startOfOlder, older, chapters, 0, "older");

    assertThat(late.outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(late.sentence())
        .isEqualTo("Did not publish alice (edition main): run newer has published a newer plan");
    assertThat(library.edition("alice", "main").orElseThrow().run()).isEqualTo("newer");
  }

  @Test
  void newerPlanReplacesWhatAnOlderOnePublishedMeanwhile() {
    render(plan);
    render(edited);
    Start startOfNewer = publisher.start("alice", "main");
    Draft newer = Draft.of(edited, ledger(), "plain");
    List<StitchedChapter> chapters = Books.stitch(library, newer);
    publish(plan, "older");

    Publication publication = publisher.publish(startOfNewer, newer, chapters, 0, "newer");

    assertThat(publication.outcome()).isEqualTo(Outcome.PUBLISHED);
    EditionRecord record = library.edition("alice", "main").orElseThrow();
    assertThat(record.run()).isEqualTo("newer");
    assertThat(record.version()).isEqualTo(2);
  }

  @Test
  void rollsBackOneEditionAtATime() {
    render(plan);
    publish(plan, "run-1");
    render(edited);
    publish(edited, "run-2");
    BookPlan third =
        planned(List.of(List.of("One.", "Two?"), List.of("Three.")), Books.NOON.plusSeconds(120));
    render(third);
    publish(third, "run-3");

    assertThat(publisher.rollback("alice", "main").sentence())
        .isEqualTo("Rolled back alice (edition main) to what run run-2 published");
    assertThat(verify()).isEmpty();
    publisher.rollback("alice", "main");
    EditionRecord first = library.edition("alice", "main").orElseThrow();
    assertThat(first.run()).isEqualTo("run-1");
    assertThat(first.version()).isEqualTo(5);
    assertThat(verify()).isEmpty();
    assertThatThrownBy(() -> publisher.rollback("alice", "main"))
        .isInstanceOf(LibraryException.class)
        .hasMessage("Cannot roll back alice (edition main): there is no previous edition any more");

    assertThat(publish(third, "run-4").outcome()).isEqualTo(Outcome.PUBLISHED);
  }

  @Test
  void verifySaysWhatIsWrong() throws IOException {
    render(plan);
    EditionRecord record = publish(plan, "run-1").edition().orElseThrow();
    Path files = folder.resolve(Library.editionFolder("alice", "main", record.digest()));
    Files.writeString(files.resolve("1.flac"), "other\nsound\n");
    Files.delete(files.resolve("2.flac"));

    assertThat(verify())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("1.flac is damaged"))
        .anySatisfy(problem -> assertThat(problem).contains("2.flac is gone"));

    library.store().list("takes/").forEach(file -> damage(folder.resolve(file.path())));
    assertThat(verify()).anySatisfy(p -> assertThat(p).contains("parquet is damaged"));
  }

  @Test
  void interruptedPublicationLeavesTheOldEdition() {
    render(plan);
    publish(plan, "run-1");
    render(edited);
    // All that a run does before its last put.
    Draft draft = Draft.of(edited, ledger(), "plain");
    Books.stitch(library, draft);

    assertThat(library.edition("alice", "main").orElseThrow().run()).isEqualTo("run-1");
    assertThat(verify()).isEmpty();
    assertThat(Sweep.find(library, Books.NOON.minus(Duration.ofDays(1)), Sweep.Kind.USUAL))
        .isEmpty();
    assertThat(Sweep.find(library, FAR_FUTURE, Sweep.Kind.USUAL))
        .extracting(Sweep.Leftover::path)
        .containsExactly(draft.folder() + "1.flac", draft.folder() + "2.flac");
  }

  @Test
  void sweepsWhatNoEditionNeeds() throws IOException {
    render(plan);
    EditionRecord first = publish(plan, "run-1").edition().orElseThrow();
    render(edited);
    publish(edited, "run-2");
    BookPlan third = planned(List.of(List.of("New.")), Books.NOON.plusSeconds(120));
    render(third);
    publish(third, "run-3");
    Books.render(library, List.of(Samples.planRow("nobody's key", 0, "Gone.", 1)));
    Files.createFile(folder.resolve("takes/.x.tmp"));
    assertThat(Lease.tryAcquire(library, "alice", "main", "dead", Clock.systemUTC())).isPresent();

    List<Sweep.Leftover> usual = Sweep.find(library, FAR_FUTURE, Sweep.Kind.USUAL);
    String firstFolder = Library.editionFolder("alice", "main", first.digest());
    assertThat(usual)
        .extracting(Sweep.Leftover::path)
        .containsExactlyInAnyOrder(
            "takes/.x.tmp",
            "leases/alice/main.json",
            firstFolder + "1.flac",
            firstFolder + "2.flac",
            firstFolder + "takes.parquet",
            "editions/alice/main/history/000001.json");

    assertThat(Sweep.delete(library, usual)).isPositive();
    assertThat(verify()).isEmpty();
    assertThat(Sweep.find(library, FAR_FUTURE, EnumSet.allOf(Sweep.Kind.class)))
        .singleElement()
        .satisfies(take -> assertThat(take.kind()).isEqualTo(Sweep.Kind.UNREFERENCED_TAKES));
    publisher.rollback("alice", "main");
    assertThat(verify()).isEmpty();
  }

  private void render(BookPlan wanted) {
    library.savePlan(wanted);
    Books.render(library, ledger().missing(wanted));
  }

  private Publication publish(BookPlan wanted, String run) {
    Draft draft = Draft.of(wanted, ledger(), "plain");
    return publisher.publish(
        publisher.start("alice", "main"), draft, Books.stitch(library, draft), 0, run);
  }

  private Ledger ledger() {
    return Ledger.read(library, "alice", "main");
  }

  private List<String> verify() {
    return Verifier.verify(library, "alice", "main", Books.TEXT_AS_PCM);
  }

  private static BookPlan planned(List<List<String>> chapters, Instant planned) {
    return Books.plan(chapters, "voice-digest", Books.SETTINGS, Retakes.NONE, planned);
  }

  private static void damage(Path file) {
    try {
      Files.write(file, "damaged".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
