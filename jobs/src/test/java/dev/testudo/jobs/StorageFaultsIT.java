// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.cluster.ExecutorSynthesizer;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong between a job and its storage, on a real S3 server behind a proxy. */
class StorageFaultsIT {
  @AfterAll
  static void removeTheModel() {
    DisturbedTone.remove();
  }

  @TempDir private static Path folder;
  private static S3Server server;
  private static FaultProxy proxy;
  private static Path manuscript;
  private static List<EditionChapter> undisturbed;
  private static int utterances;

  private final Queue<String> renderings = new ConcurrentLinkedQueue<>();
  private String root;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(folder.resolve("s3"));
    proxy = FaultProxy.before(server.port());
    manuscript = Manuscripts.numbered(folder, 2, 6);
    LibraryFolder local = new LibraryFolder(folder.resolve("undisturbed"));
    assertThat(CommandLineRun.render(manuscript, local.root()).exitCode()).isZero();
    undisturbed = local.edition("main").chapters();
    utterances = local.takes().size();
  }

  @AfterAll
  static void stop() {
    proxy.close();
    server.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    root = "s3a://" + S3Server.BUCKET + "/" + Integer.toHexString(test.getDisplayName().hashCode());
    proxy.letAll();
    // The settings of the storage are not those of the session before.
    DisturbedTone.remove();
    DisturbedTone.install(
        request -> {
          renderings.add(request.key());
          return Set.of();
        },
        // Units of 20 s fill no more: with more of them the run would load a model of its own.
        Map.of("slots", "4"));
  }

  @AfterEach
  void forgetTheDisturbedModel() {
    ExecutorSynthesizer.close();
  }

  /** What a run gets over by itself, one thing after the other. */
  enum Disturbance {
    BAD_NETWORK {
      @Override
      List<FaultProxy.Rule> rules() {
        return List.of(
            proxy.also(Fault.REFUSE, "GET|HEAD|PUT", 5),
            proxy.also(Fault.CUT, "PUT", 3),
            proxy.also(Fault.DELAY, "PUT", 3),
            proxy.also(Fault.CUT, "GET .*/takes/", 3));
      }
    },
    ANSWERS_LOST {
      @Override
      List<FaultProxy.Rule> rules() {
        return List.of(
            proxy.also(Fault.LOSE_ANSWER, "PUT .*/leases/", 1),
            proxy.also(Fault.LOSE_ANSWER, "PUT .*/takes/", 2),
            proxy.also(Fault.LOSE_ANSWER, "PUT .*/edition\\.json", 1));
      }
    },
    SILENT {
      @Override
      List<FaultProxy.Rule> rules() {
        return List.of(proxy.also(Fault.HOLD, "PUT .*/takes/", 1));
      }
    };

    abstract List<FaultProxy.Rule> rules();
  }

  @ParameterizedTest
  @EnumSource
  void theRunGetsOverItAndRendersNothingTwice(Disturbance disturbance) {
    List<FaultProxy.Rule> rules = disturbance.rules();

    CommandLineRun run = render();
    rules.forEach(FaultProxy.Rule::release);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Published book");
    assertThat(rules)
        .allSatisfy(rule -> assertThat(rule.times()).as("faults left").hasNonPositiveValue());
    assertThat(renderings).hasSize(utterances).doesNotHaveDuplicates();
    assertPublished();
  }

  @Test
  void aServerThatIsKilledWhileTakesAreWrittenAndComesBackLosesNothing() throws IOException {
    FaultProxy.Rule rule = proxy.let(Fault.HOLD, "PUT .*/takes/", 1);
    CompletableFuture<CommandLineRun> running = CompletableFuture.supplyAsync(this::render);
    rule.awaitMet();
    server.kill();
    server.start();
    rule.release();

    CommandLineRun run = running.join();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(renderings).hasSize(utterances).doesNotHaveDuplicates();
    assertPublished();
  }

  @Test
  void aServerThatStaysAwayEndsTheRunInOneSentenceAndTheNextOneRendersWhatIsMissing()
      throws IOException {
    FaultProxy.Rule rule = proxy.let(Fault.HOLD, "PUT .*/editions/", 1);
    CompletableFuture<CommandLineRun> running =
        CompletableFuture.supplyAsync(
            () -> render("fs.s3a.retry.limit=0", "fs.s3a.attempts.maximum=1"));
    rule.awaitMet();
    server.kill();
    rule.release();
    CommandLineRun run = running.join();
    server.start();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.startsWith("testudo: ")))
        .singleElement()
        .asString()
        .contains(root, "the server ends connections");
    try (Library library = open()) {
      assertThat(library.edition("book", "main")).isEmpty();
    }
    forgetLease();
    CommandLineRun again = render();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out()).contains("(0 rendered, " + utterances + " reused)");
    assertPublished();
  }

  private CommandLineRun render(String... settings) {
    List<String> command = new ArrayList<>(List.of("render", manuscript.toString()));
    command.addAll(List.of("--book", "book", "--model", "tone", "--library", root));
    command.addAll(List.of("--set", "unit-seconds=20", "--set", "slots=4"));
    // No request waits for minutes, but a busy machine may take its time.
    command.addAll(List.of("--set", "fs.s3a.connection.timeout=10s"));
    List.of(settings).forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(S3Server.asArguments(S3Server.settingsAt(proxy.port())));
    return CommandLineRun.of(command.toArray(String[]::new));
  }

  private Library open() {
    return Library.open(new StoreLocation(root, server.settings()));
  }

  private void assertPublished() {
    try (Library library = open()) {
      assertThat(library.edition("book", "main").orElseThrow().chapters()).isEqualTo(undisturbed);
      assertThat(library.edition("book", "main").orElseThrow().listed()).isEmpty();
    }
    List<String> verify = new ArrayList<>(List.of("verify", "book", "--library", root));
    verify.addAll(S3Server.asArguments(server.settings()));
    assertThat(CommandLineRun.of(verify.toArray(String[]::new)).out())
        .contains("all is as published");
  }

  /** As if its holder had been silent for long. */
  private void forgetLease() {
    try (Library library = open()) {
      ObjectStore store = library.store();
      store.list("leases/").forEach(lease -> store.delete(lease.path()));
    }
  }
}
