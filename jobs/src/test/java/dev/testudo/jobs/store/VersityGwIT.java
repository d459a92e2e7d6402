// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.testudo.jobs.ChildProcess;
import dev.testudo.jobs.S3Server;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The second server, and the one on which writers race: s3proxy checks and writes a conditional put
 * in two steps.
 */
@EnabledIfSystemProperty(
    named = "testudo.versitygw",
    matches = "true",
    disabledReason = "-Dtestudo.versitygw=true tests with versitygw too; it is built with Go")
class VersityGwIT extends S3Contract {
  private static final int WRITERS = 8;

  @TempDir private static Path folder;
  private static S3Server server;

  @BeforeAll
  static void start() throws Exception {
    ChildProcess built = ChildProcess.of(folder, Path.of(".."), List.of(".ci/versitygw"));
    assumeThat(built.exitCode()).as(built.err()).isZero();
    server = S3Server.startVersityGw(folder, built.out().strip());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  S3Server server() {
    return server;
  }

  @RepeatedTest(10)
  void oneOfManyWritersOfANewObjectWins() throws Exception {
    List<String> winners = race(writer -> store().putIfAbsent("race", bytes(writer)));

    assertThat(winners).hasSize(1);
    assertThat(store().read("race")).asString(UTF_8).isEqualTo(winners.get(0));
  }

  @RepeatedTest(10)
  void oneOfManyReplacersOfAVersionWins() throws Exception {
    store().putIfAbsent("edition.json", bytes("old"));
    Optional<String> etag = store().readVersioned("edition.json").map(VersionedBytes::etag);

    List<String> winners =
        race(writer -> store().replaceIfMatch("edition.json", bytes(writer), etag));

    assertThat(winners).hasSize(1);
    assertThat(store().read("edition.json")).asString(UTF_8).isEqualTo(winners.get(0));
  }

  /** {@return the writers that were told that they had succeeded} */
  private static List<String> race(Predicate<String> write) throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String writer = "writer " + i;
        results.add(
            threads.submit(
                () -> {
                  start.await(1, TimeUnit.MINUTES);
                  return write.test(writer);
                }));
      }
      List<String> winners = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        if (results.get(i).get()) {
          winners.add("writer " + i);
        }
      }
      return winners;
    } finally {
      threads.shutdownNow();
    }
  }
}
