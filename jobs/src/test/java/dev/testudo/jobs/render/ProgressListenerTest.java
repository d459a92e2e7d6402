// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Some;
import scala.Tuple4;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

class ProgressListenerTest {
  private static final long UTTERANCES = 1;
  private static final long MILLIS = 2;

  private static SparkListenerExecutorMetricsUpdate heartbeat(long task, long done, long millis) {
    List<AccumulableInfo> counts =
        List.of(info(UTTERANCES, done), info(MILLIS, millis), info(77, 1_000_000));
    return new SparkListenerExecutorMetricsUpdate(
        "driver",
        CollectionConverters.asScala(
                List.of(
                    new Tuple4<
                        Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>>(
                        task, 0, 0, CollectionConverters.asScala(counts).toSeq())))
            .toSeq(),
        Map$.MODULE$.empty());
  }

  private static AccumulableInfo info(long id, long update) {
    return new AccumulableInfo(
        id, Option.empty(), new Some<>(update), Option.empty(), true, false, Option.empty());
  }

  @Test
  void addsUpTheTasksAndIgnoresOtherCounters() {
    try (Progress progress = new Progress("book", 10, "utterances", 40, Progress.Style.LOG)) {
      ProgressListener listener = new ProgressListener(UTTERANCES, MILLIS, progress, stored -> {});
      listener.onExecutorMetricsUpdate(heartbeat(7, 1, 4_000));
      listener.onExecutorMetricsUpdate(heartbeat(8, 2, 7_000));
      listener.onExecutorMetricsUpdate(heartbeat(7, 3, 9_000));
      assertThat(listener.utterances()).isEqualTo(5);
      assertThat(listener.millis()).isEqualTo(16_000);
    }
  }

  @Test
  void leavesTheTimeLeftOnEveryTerminalAndLetsTheNameYield() {
    String book = "melville-moby-dick-or-the-whale-with-all-its-etymologies-and-extracts";
    String line = Progress.line(book, 0.19, "1 h 12 min", "267 of 1389 utterances", 80);

    assertThat(line)
        .hasSizeLessThanOrEqualTo(80)
        .startsWith("melville-moby")
        .contains("…  19 % 1 h 12 min left, 267 of 1389 utterances");
    assertThat(Progress.line(book, 0.19, "1 h 12 min", "267 of 1389 utterances", 30))
        .hasSizeLessThanOrEqualTo(30)
        .endsWith("19 % 1 h 12 min left");
    assertThat(Progress.line("emma", 0.5, "9 s", "5 of 10 utterances", 60))
        .hasSizeLessThanOrEqualTo(60)
        .contains("█░")
        .endsWith("50 % 9 s left, 5 of 10 utterances");
  }

  @Test
  void foretellsTheTimeLeftFromThePartThatIsDone() {
    assertThat(Progress.timeLeft(Duration.ofSeconds(10), 0, 100)).isEqualTo("unknown time");
    assertThat(Progress.timeLeft(Duration.ofSeconds(10), 50, 100)).isEqualTo("10 s");
    assertThat(Progress.timeLeft(Duration.ofSeconds(10), 10, 100)).isEqualTo("1 min 30 s");
    assertThat(Progress.timeLeft(Duration.ofHours(1), 1, 3)).isEqualTo("2 h 0 min");
  }
}
