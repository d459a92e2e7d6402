// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.FaultProxy.Rule;
import java.io.IOException;

/** What goes wrong with a run, and when: at a point that it has reached for certain. */
enum FaultScenario {
  EXECUTOR_KILLED_WHILE_LOADING(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return killHeldExecutor(run, Signals.LOADING);
    }
  },
  EXECUTOR_KILLED_WHILE_DECODING(2) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return killHeldExecutor(run, Signals.DECODING);
    }
  },
  EXECUTORS_KILLED_WHILE_WRITING(4) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(run, WRITING, driver -> run.cluster().spark().killExecutors());
    }
  },
  EXECUTORS_KILLED_WHILE_STITCHING(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(run, STITCHING, driver -> run.cluster().spark().killExecutors());
    }
  },
  EXECUTORS_KILLED_WHILE_PUBLISHING(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(run, PUBLISHING, driver -> run.cluster().spark().killExecutors());
    }
  },
  WORKER_KILLED_WHILE_WRITING(2) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      SparkCluster spark = run.cluster().spark();
      Driver driver = atRequest(run, WRITING, running -> spark.killWorker(0));
      driver.finish();
      spark.startWorker(0);
      return driver;
    }
  },
  DRIVER_KILLED_WHILE_WRITING(4) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(run, WRITING, Driver::kill);
    }
  },
  DRIVER_KILLED_WHILE_STITCHING(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(run, STITCHING, Driver::kill);
    }
  },
  DRIVER_KILLED_WHILE_PUBLISHING(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(run, PUBLISHING, Driver::kill);
    }
  },
  STORAGE_KILLED_WHILE_WRITING(4) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(
          run,
          WRITING,
          driver -> {
            run.cluster().server().kill();
            run.cluster().server().start();
          });
    }
  },
  /** A unit's task stays in its last step until Spark has started the same one elsewhere. */
  SPECULATION(4) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      Rule rule = run.cluster().proxy().let(Fault.HOLD, WRITING, 1);
      Driver driver =
          run.render(
              "spark.speculation=true",
              "spark.speculation.quantile=0.1",
              "spark.speculation.multiplier=1.01",
              "spark.speculation.minTaskRuntime=1s");
      rule.awaitMet();
      Await.until("a second attempt at the unit that waits", () -> run.renderedTwice() > 0);
      rule.release();
      return driver;
    }
  },
  /** The second run finds a living one, and stops in one sentence. */
  TWO_RUNS_WITH_THE_LEASE(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      return atRequest(
          run,
          WRITING,
          driver -> {
            Driver second = run.render();
            assertThat(second.finish()).as(second.log()).isEqualTo(1);
            assertThat(second.errors()).singleElement().asString().contains("is rendering");
          });
    }
  },
  /** Both render and publish the same. */
  TWO_RUNS_WITHOUT_THE_LEASE(Integer.MAX_VALUE) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      run.signals().hold(Signals.DECODING);
      Driver first = run.render(HALF_THE_CLUSTER);
      run.signals().awaitHeld(Signals.DECODING, 1);
      run.forgetLease();
      Driver second = run.render(HALF_THE_CLUSTER);
      run.signals().awaitHeld(Signals.DECODING, 2);
      run.signals().release(Signals.DECODING);
      assertThat(second.finish()).as(second.log()).isZero();
      return first;
    }
  },
  /** An older text's run comes to publish when the newer text is published already. */
  STALE_RUN_PUBLISHES_AFTER_A_NEWER_ONE(0) {
    @Override
    Driver disturb(ClusterRun run) throws IOException {
      Rule rule = run.cluster().proxy().let(Fault.HOLD, PUBLISHING, 1);
      Driver stale = run.render(HALF_THE_CLUSTER);
      rule.awaitMet();
      run.forgetLease();
      run.edit();
      Driver newer = run.render(HALF_THE_CLUSTER);
      assertThat(newer.finish()).as(newer.log()).isZero();
      rule.release();
      assertThat(stale.finish()).as(stale.log()).isEqualTo(1);
      assertThat(stale.log()).contains("has published a newer plan");
      return stale;
    }
  };

  private static final String WRITING = "PUT .*/takes/";
  private static final String STITCHING = "PUT .*/editions/.*flac";
  private static final String PUBLISHING = "PUT .*/edition\\.json";
  private static final String HALF_THE_CLUSTER = "spark.cores.max=2";

  private final int unitsInFlight;

  FaultScenario(int unitsInFlight) {
    this.unitsInFlight = unitsInFlight;
  }

  /** {@return the driver, whose run has been disturbed} */
  abstract Driver disturb(ClusterRun run) throws IOException;

  /** {@return whether the disturbed run is to be started again} */
  boolean endsTheRun() {
    return name().startsWith("DRIVER") || name().startsWith("STALE");
  }

  /** {@return how many utterances may be rendered once more for it; each is a unit} */
  int maxRenderedTwice() {
    return unitsInFlight;
  }

  /** What is done to a run at a certain point. */
  private interface Blow {
    void strike(Driver driver) throws IOException;
  }

  private static Driver killHeldExecutor(ClusterRun run, String point) throws IOException {
    run.signals().hold(point);
    Driver driver = run.render();
    long executor = run.signals().awaitHeld(point, 1).iterator().next();
    ProcessHandle.of(executor).orElseThrow().destroyForcibly();
    run.signals().release(point);
    return driver;
  }

  private static Driver atRequest(ClusterRun run, String request, Blow blow) throws IOException {
    Rule rule = run.cluster().proxy().let(Fault.HOLD, request, 1);
    Driver driver = run.render();
    rule.awaitMet();
    blow.strike(driver);
    rule.release();
    return driver;
  }
}
