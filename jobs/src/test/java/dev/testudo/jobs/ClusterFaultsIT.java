// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fault injection into runs on a cluster: one scenario that is always the same, and one that {@code
 * -Dtestudo.faults.seed=N} chooses. {@code -Dtestudo.faults.scenarios} takes {@code all} or names
 * instead; {@code -Dtestudo.faults.kills=N} adds a series of kills.
 */
class ClusterFaultsIT {
  private static final long SEED = Long.getLong("testudo.faults.seed", 0);
  private static final String SCENARIOS = System.getProperty("testudo.faults.scenarios", "");
  private static final FaultScenario FIXED = FaultScenario.EXECUTORS_KILLED_WHILE_WRITING;

  @TempDir private static Path folder;
  private static RenderingCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = RenderingCluster.start(folder);
    System.err.printf(
        "Faults: -Dtestudo.faults.seed=%d -Dtestudo.faults.scenarios=%s%n", SEED, SCENARIOS);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  static Stream<FaultScenario> scenarios() {
    List<FaultScenario> all = new ArrayList<>(List.of(FaultScenario.values()));
    if (SCENARIOS.equals("all")) {
      return all.stream();
    }
    if (!SCENARIOS.isEmpty()) {
      return Stream.of(SCENARIOS.split(",")).map(FaultScenario::valueOf);
    }
    all.remove(FIXED);
    return Stream.of(FIXED, all.get(Math.floorMod(SEED, all.size())));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void nothingIsLostDoubledOrReordered(FaultScenario scenario) throws IOException {
    long begin = System.nanoTime();
    ClusterRun run = cluster.newRun();
    Driver driver = scenario.disturb(run);
    int exitCode = driver.finish();
    assertThat(exitCode != 0).as(driver.log()).isEqualTo(scenario.endsTheRun());
    if (scenario.endsTheRun()) {
      run.assertWholeOrAbsent();
      run.forgetLease();
      Driver again = run.render();
      assertThat(again.finish()).as(again.log()).isZero();
    }
    run.assertPublished();
    run.assertSweepable();
    int twice = run.renderedTwice();
    System.err.printf(
        "%s: exit code %d, %d renderings, %d of them again, %.0f s%n",
        scenario, exitCode, run.signals().renderings().size(), twice, seconds(begin));
    assertThat(twice).as("rendered twice").isLessThanOrEqualTo(scenario.maxRenderedTwice());
  }

  @Test
  @EnabledIfSystemProperty(named = "testudo.faults.kills", matches = "\\d+")
  void everyBookIsWholeAfterManyKills() throws IOException {
    int wanted = Integer.getInteger("testudo.faults.kills");
    Random random = new Random(SEED);
    int done = 0;
    int books = 0;
    long begin = System.nanoTime();
    while (done < wanted) {
      ClusterRun run = cluster.newRun();
      SeededKills kills = new SeededKills(run, random);
      kills.untilPublished();
      run.assertPublished();
      run.assertSweepable();
      int twice = run.renderedTwice();
      done += kills.count();
      books++;
      System.err.printf(
          "Book %d, %d kills: %s; %d utterances begun again; %.0f s since the first%n",
          books, done, kills, twice, seconds(begin));
      assertThat(twice).as("rendered twice").isLessThanOrEqualTo(kills.maxRenderedTwice());
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
