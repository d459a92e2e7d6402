// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.table.UtteranceMetricsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryTest {
  @TempDir Path folder;
  private Library library;

  @BeforeEach
  void open() {
    library = Library.over(ObjectStore.open(folder.toString(), Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "Lewis Carroll, Alice's Adventures in Wonderland,"
        + " lewis-carroll-alices-adventures-in-wonderland",
    "Émile Zola, L’Œuvre!, emile-zola-l-uvre",
    "'', The  Tale, the-tale",
    "'', Толстой, book-",
  })
  void namesBookByAuthorAndTitle(String author, String title, String slug) {
    assertThat(Library.slug(author, title)).startsWith(slug).matches("[a-z0-9][a-z0-9-]{0,79}");
  }

  @Test
  void cutsLongSlugAtAWord() {
    assertThat(Library.slug("", "abcde ".repeat(40))).hasSizeBetween(60, 80).endsWith("abcde");
  }

  @Test
  void refusesNameOfAnotherWork() {
    library.claim("alice", "Lewis Carroll", "Alice");
    library.claim("alice", "LEWIS CARROLL", "Alice");

    assertThatThrownBy(() -> library.claim("alice", "J. Doe", "Alice Again"))
        .isInstanceOf(LibraryException.class)
        .hasMessage(
            "Cannot use the name \"alice\": it belongs to another work (\"Alice\" by Lewis"
                + " Carroll); choose a name by --book");
  }

  @Test
  void refusesNamesThatCannotStandInAPath() {
    assertThatThrownBy(() -> library.edition("alice/..", "main"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot use \"alice/..\" as the name of a book");
  }

  @Test
  void saysWhyItCannotBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (Library unusable = Library.over(ObjectStore.open(file.toString(), Map.of()))) {
      assertThatThrownBy(unusable::requireWritable)
          .isInstanceOf(LibraryException.class)
          .hasMessageContaining("a file stands where a folder is needed");
    }
    library.requireWritable();
  }

  @Test
  void keepsPlansAndRemembersTheLatest() {
    BookPlan older = Books.plan(List.of(List.of("One.")));
    BookPlan newer =
        Books.plan(
            List.of(List.of("Two.")),
            "voice-digest",
            Books.SETTINGS,
            Retakes.NONE,
            Books.NOON.plusSeconds(1));
    BookPlan olderAgain = older.withPlanned(Books.NOON.plusSeconds(2));

    library.savePlan(newer);
    library.savePlan(older);
    assertThat(library.latestPlan("alice", "main")).contains(newer);
    library.savePlan(olderAgain);
    assertThat(library.latestPlan("alice", "main")).contains(olderAgain);
    assertThat(library.plan("alice", older.digest())).contains(older);
    assertThat(library.latestPlan("alice", "german")).isEmpty();
  }

  @Test
  void planDigestIsOfTheWorkAndNotOfTheTime() {
    BookPlan plan = Books.plan(List.of(List.of("One.")));

    assertThat(plan.withPlanned(Instant.EPOCH).digest()).isEqualTo(plan.digest());
    assertThat(Books.plan(List.of(List.of("Two."))).digest()).isNotEqualTo(plan.digest());
  }

  @Test
  void saysThatAPlanIsDamaged() throws Exception {
    BookPlan plan = Books.plan(List.of(List.of("One.")));
    library.savePlan(plan);
    Path file = folder.resolve("plans/book=alice/plan-" + plan.digest() + ".parquet");
    Files.writeString(file, "damaged");

    assertThatThrownBy(() -> library.plan("alice", plan.digest()))
        .isInstanceOf(LibraryException.class)
        .hasMessageContaining("is damaged; delete it and plan again");
  }

  @Test
  void partitionsMetricsByRun() {
    assertThat(Library.metricsFile(UtteranceMetricsTable.TABLE, "r1", "alice"))
        .isEqualTo("metrics/utterances/run=r1/alice.parquet");
  }

  @Test
  void secondRunFindsTheLeaseHeldUntilItIsStale() {
    SettableClock clock = new SettableClock();
    Lease first = acquire("run-1", clock).orElseThrow();

    assertThat(acquire("run-2", clock)).isEmpty();
    clock.now = clock.now.plus(Duration.ofSeconds(100));
    assertThat(first.renew()).isTrue();
    clock.now = clock.now.plus(Duration.ofSeconds(100));
    assertThat(acquire("run-2", clock)).isEmpty();
    assertThat(Lease.holder(library, "alice", "main", clock))
        .contains(
            "Run run-1 is rendering alice (edition main) and was last heard of 100 s ago: wait for"
                + " it, or run again when it has been silent for 120 s");
    clock.now = clock.now.plus(Duration.ofSeconds(20));
    assertThat(Lease.holder(library, "alice", "main", clock)).isEmpty();

    Lease second = acquire("run-2", clock).orElseThrow();
    assertThat(first.renew()).isFalse();
    first.close();
    assertThat(second.renew()).isTrue();
    second.close();
    assertThat(acquire("run-3", clock)).isPresent();
  }

  @Test
  void leaseOfAProcessOfThisMachineThatHasEndedIsTakenOverAtOnce()
      throws IOException, InterruptedException {
    SettableClock clock = new SettableClock();
    Process process = new ProcessBuilder("sleep", "600").start();
    LeaseHolder holder = LeaseHolder.of(process.toHandle());
    assertThat(Lease.tryAcquire(library, "alice", "main", "run-1", clock, holder)).isPresent();
    assertThat(acquire("run-2", clock)).isEmpty();
    process.destroyForcibly().waitFor();

    assertThat(Lease.holder(library, "alice", "main", clock)).isEmpty();
    assertThat(acquire("run-2", clock)).isPresent();
  }

  @Test
  void leaseOfAnotherMachineOrOfAProcessIdGivenAgainIsToldApart() {
    LeaseHolder own = LeaseHolder.ofThisProcess();
    assertThat(own.hasEnded()).isFalse();
    assertThat(new LeaseHolder("elsewhere", Long.MAX_VALUE, own.started()).hasEnded()).isFalse();
    assertThat(new LeaseHolder(own.host(), Long.MAX_VALUE, own.started()).hasEnded()).isTrue();
    assertThat(
            new LeaseHolder(own.host(), own.process(), own.started().minusSeconds(60)).hasEnded())
        .isTrue();
  }

  private Optional<Lease> acquire(String run, Clock clock) {
    return Lease.tryAcquire(library, "alice", "main", run, clock);
  }

  private static final class SettableClock extends Clock {
    private Instant now = Books.NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
