package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.cluster.DeviceMarks;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.jobs.table.TaskMetricsTable;
import dev.testudo.synthesis.StarterBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster with GPU resources that renders to an S3 server. */
class ClusterIT {
  private static final Pattern LOADED = Pattern.compile("Loaded model (\\S+) on (cuda:\\d|cpu)");
  private static final Pattern STAGE =
      Pattern.compile("SparkListenerStageSubmitted.*\"Resource Profile Id\":(\\d+)");

  @TempDir private static Path folder;
  private static RenderingCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = RenderingCluster.start(folder);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void everyExecutorLoadsOneModelWhereSparkSaysAndTasksShareIt() throws IOException {
    int before = cluster.spark().executorLogs().size();
    ClusterRun run = cluster.newRun();
    List<String> settings = new ArrayList<>(ClusterRun.onGpus());
    // The first executor waits for the second.
    settings.addAll(
        List.of(
            "unit-seconds=12",
            "spark.cores.max=4",
            "spark.scheduler.minRegisteredResourcesRatio=1",
            "spark.scheduler.maxRegisteredResourcesWaitingTime=120s"));
    Driver driver = run.submit(run.arguments("render", "--model", "tone@0.2"), settings);
    assertThat(driver.finish()).as(driver.log()).isZero();

    cluster.spark().awaitNoExecutors();
    assertThat(loads(before)).containsExactlyInAnyOrder("tone@0.2 cuda:0", "tone@0.2 cuda:1");
    List<TaskMetrics> tasks = run.rows("metrics/tasks/", TaskMetricsTable.TABLE::read);
    assertThat(tasks)
        .anyMatch(task -> tasks.stream().anyMatch(other -> shareAnEngine(task, other)));
    assertThat(stageProfiles(run)).as("rendering on GPUs, stitching without").containsExactly(0, 1);
    run.assertVerified();
  }

  private static boolean shareAnEngine(TaskMetrics task, TaskMetrics other) {
    return task.task() != other.task()
        && task.executor().equals(other.executor())
        && other.started().isBefore(task.finished())
        && task.started().isBefore(other.finished());
  }

  /** {@return every load that executors have logged since, with its device} */
  private static List<String> loads(int executorsBefore) throws IOException {
    List<String> logs = cluster.spark().executorLogs();
    List<String> loads = new ArrayList<>();
    for (String log : logs.subList(executorsBefore, logs.size())) {
      Matcher loaded = LOADED.matcher(log);
      while (loaded.find()) {
        loads.add(loaded.group(1) + " " + loaded.group(2));
      }
    }
    return loads;
  }

  /** {@return the resource profile of each stage; 0 is the session's, with GPUs} */
  private static List<Integer> stageProfiles(ClusterRun run) throws IOException {
    List<Integer> profiles = new ArrayList<>();
    for (String event : run.events()) {
      Matcher stage = STAGE.matcher(event);
      if (stage.find()) {
        profiles.add(Integer.valueOf(stage.group(1)));
      }
    }
    return profiles;
  }

  @Test
  void separateSubmissionsPlanRenderAndPublishWithTheStarterVoiceFromTheStorage()
      throws IOException {
    ClusterRun run = cluster.newRun();
    run.useShortBook();
    String model = cluster.server().store(StarterBundle.open());
    CommandLineRun planned = run.here(run.arguments("plan", "--model", model));
    assertThat(planned.exitCode()).as(planned.err()).isZero();

    List<String> onCpu = new ArrayList<>(ClusterRun.onGpus());
    onCpu.addAll(List.of("unit-seconds=12", "device=cpu"));
    Driver render = run.submit(run.arguments("render", "--model", model, "--no-publish"), onCpu);
    assertThat(render.finish()).as(render.log()).isZero();
    cluster.spark().awaitNoExecutors();
    run.assertNotPublished();

    Driver publish = run.submit(List.of("publish", "book"), List.of());
    assertThat(publish.finish()).as(publish.log()).isZero();
    run.assertVerified();
    List<Take> takes = run.rows("takes/", TakesTable.TABLE::read);
    assertThat(takes).hasSize(ClusterRun.SHORT_BOOK).allMatch(take -> take.faults().isEmpty());
  }

  @Test
  void aLostDeviceTakesNoMoreWorkAndWithoutAGoodOneTheRunEndsInOneSentence() throws IOException {
    DeviceMarks marks = new DeviceMarks(cluster.spark().marks());
    ClusterRun run = cluster.newRun();
    run.signals().loseDevice("0");
    Driver driver = run.render();
    assertThat(driver.finish()).as(driver.log()).isZero();
    assertThat(marks.list()).extracting(DeviceMarks.Mark::device).containsExactly("gpu-0");
    assertThat(run.<RunMetrics>rows("metrics/runs/", RunMetricsTable.TABLE::read))
        .as(driver.log())
        .extracting(RunMetrics::devicesLost)
        .containsExactly(1);
    run.assertPublished();

    ClusterRun hopeless = cluster.newRun();
    hopeless.signals().loseDevice("1");
    Driver ended = hopeless.render();
    assertThat(ended.finish()).as(ended.log()).isEqualTo(1);
    assertThat(ended.errors())
        .singleElement()
        .asString()
        .contains("no device is left that works", "gpu-0", "gpu-1", "uncorrectable ECC error");
    marks.clear();
  }
}
