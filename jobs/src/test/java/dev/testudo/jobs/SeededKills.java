// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.FaultProxy.Rule;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Kills one process after another of a run, at points that a seed chooses, until it is through. */
final class SeededKills {
  /** A book that met so many is left to finish. */
  private static final int MAX_PER_BOOK = 12;

  private static final List<String> REQUESTS =
      List.of(
          "GET ", "HEAD ", "PUT .*/takes/", "PUT .*/takes/", "PUT .*flac", "PUT .*/edition\\.json");

  private final ClusterRun run;
  private final Random random;
  private final Map<Victim, Integer> kills = new EnumMap<>(Victim.class);
  private Driver driver;

  /** Which process is killed, and how many units it has in flight at most. */
  private enum Victim {
    EXECUTOR(2),
    WORKER(2),
    DRIVER(4);

    private final int unitsInFlight;

    Victim(int unitsInFlight) {
      this.unitsInFlight = unitsInFlight;
    }
  }

  SeededKills(ClusterRun run, Random random) {
    this.run = run;
    this.random = random;
  }

  int count() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  int maxRenderedTwice() {
    return kills.entrySet().stream()
        .mapToInt(kill -> kill.getKey().unitsInFlight * kill.getValue())
        .sum();
  }

  void untilPublished() throws IOException {
    driver = run.render();
    while (!driver.hasEnded() && count() < MAX_PER_BOOK) {
      int requests = 1 + random.nextInt(4);
      String request = REQUESTS.get(random.nextInt(REQUESTS.size()));
      Victim victim = victim();
      if (reached(request, requests) && kill(victim)) {
        kills.merge(victim, 1, Integer::sum);
      }
      run.cluster().proxy().letAll();
    }
    assertThat(driver.finish()).as(driver.log()).isZero();
  }

  private Victim victim() {
    int dice = random.nextInt(10);
    return dice < 7 ? Victim.EXECUTOR : dice < 9 ? Victim.DRIVER : Victim.WORKER;
  }

  /** {@return false if the run ended before} */
  private boolean reached(String request, int times) {
    for (int i = 0; i < times; i++) {
      Rule rule = run.cluster().proxy().let(Fault.HOLD, request, 1);
      Await.until("a request, or the end", () -> rule.isMet() || driver.hasEnded());
      if (!rule.isMet()) {
        return false;
      }
      if (i < times - 1) {
        rule.release();
      }
    }
    return true;
  }

  /** {@return false if there is no such process now} */
  private boolean kill(Victim victim) throws IOException {
    return switch (victim) {
      case EXECUTOR -> killAnExecutor();
      case WORKER -> killAWorker();
      case DRIVER -> killTheDriver();
    };
  }

  private boolean killAnExecutor() {
    List<ProcessHandle> executors = run.cluster().spark().executors();
    return !executors.isEmpty()
        && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  private boolean killAWorker() throws IOException {
    int worker = random.nextInt(RenderingCluster.WORKERS);
    run.cluster().spark().killWorker(worker);
    run.cluster().spark().startWorker(worker);
    return true;
  }

  private boolean killTheDriver() throws IOException {
    driver.kill();
    run.assertWholeOrAbsent();
    run.forgetLease();
    driver = run.render();
    return true;
  }

  @Override
  public String toString() {
    return kills.toString();
  }
}
