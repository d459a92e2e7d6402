// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.jobs.cluster.DeviceMarks;
import dev.testudo.jobs.store.ObjectStore;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.Take;
import dev.testudo.jobs.table.TakesTable;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.jobs.table.TaskMetricsTable;
import dev.testudo.synthesis.StarterBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
            "spark.scheduler.maxRegisteredResourcesWaitingTime=120s",
            "spark.metrics.conf.driver.sink.csv.class=org.apache.spark.metrics.sink.CsvSink",
            "spark.metrics.conf.driver.sink.csv.directory=" + folder));
    Driver driver = run.submit(run.arguments("render", "--model", "tone@0.2"), settings);
    assertThat(driver.finish()).as(driver.log()).isZero();

    cluster.spark().awaitNoExecutors();
    assertThat(loads(before)).containsExactlyInAnyOrder("tone@0.2 cuda:0", "tone@0.2 cuda:1");
    List<TaskMetrics> tasks = run.rows("metrics/tasks/", TaskMetricsTable.TABLE::read);
    assertThat(tasks)
        .anyMatch(task -> tasks.stream().anyMatch(other -> shareAnEngine(task, other)));
    assertThat(lastGauge("audioSeconds"))
        .isCloseTo(tasks.stream().mapToDouble(TaskMetrics::audioSeconds).sum(), within(0.01));
    assertThat(lastGauge("batchFill")).isEqualTo(1);
    assertThat(lastGauge("deviceMemoryBytes")).as("on a GPU that exists by name only").isZero();
    assertThat(stageProfiles(run)).as("rendering on GPUs, stitching without").containsExactly(0, 1);
    run.assertVerified();
  }

  /** {@return what the driver's metrics have of a gauge of the plugin at the end} */
  private static double lastGauge(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path file =
          files
              .filter(path -> path.toString().endsWith("TestudoPlugin." + name + ".csv"))
              .findFirst()
              .orElseThrow();
      List<String> lines = Files.readAllLines(file);
      return Double.parseDouble(lines.get(lines.size() - 1).split(",", -1)[1]);
    }
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
    severalBooksAreExportedIntoTheStorage(run);
  }

  /** A task for each book, on whichever executor. */
  private static void severalBooksAreExportedIntoTheStorage(ClusterRun run) throws IOException {
    List<String> render = new ArrayList<>(run.arguments("render", "--model", "tone"));
    render.set(render.indexOf("book"), "other");
    CommandLineRun other = run.here(render);
    assertThat(other.exitCode()).as(other.err()).isZero();
    String to = "s3a://" + S3Server.BUCKET + "/exported";
    List<String> export = List.of("export", "book", "other", "--format", "mp3,vtt", "--to", to);
    Driver driver = run.submit(export, List.of());
    assertThat(driver.finish()).as(driver.log()).isZero();
    assertThat(driver.log()).contains("2 of 2 books exported", to + "/other.vtt");
    List<String> files = new ArrayList<>();
    try (ObjectStore store = ObjectStore.open(to, cluster.server().settings())) {
      store.list("").map(StoredObject::path).forEach(files::add);
    }
    for (String book : List.of("book", "other")) {
      assertThat(files).contains("." + book + ".export.json", book + ".vtt");
      assertThat(files.stream().filter(file -> file.startsWith(book + "-mp3/"))).hasSize(2);
    }
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

  @Test
  void withoutNativesForItsGpusTheRunEndsInOneSentence() throws IOException {
    ClusterRun run = cluster.newRun();
    run.useShortBook();
    assertEndsFor(run, run.arguments("render"), ClusterRun.onGpus(), "no executor can start")
        .contains("libraries for a CPU", "testudo gpu install");
  }

  @Test
  @Tag("nightly")
  void librariesThatCannotBeLoadedEndTheRunInOneSentence() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(broken.resolve("libtorch.so"), "no library");
    ClusterRun run = cluster.newRun();
    run.useShortBook();
    List<String> settings = new ArrayList<>(ClusterRun.onGpus());
    settings.addAll(List.of("device=cpu", "spark.executorEnv.PYTORCH_LIBRARY_PATH=" + broken));
    assertEndsFor(run, run.arguments("render"), settings, "no executor can start")
        .contains("Cannot start PyTorch", "libtorch.so");
  }

  @Test
  @Tag("nightly")
  void executorsWithoutRoomForTemporaryFilesEndTheRunInOneSentence() throws IOException {
    ClusterRun run = cluster.newRun();
    List<String> settings = new ArrayList<>(ClusterRun.onGpus());
    settings.add("spark.executor.extraJavaOptions=-Djava.io.tmpdir=/proc/no-room");
    List<String> render = run.arguments("render", "--model", "tone");
    assertEndsFor(run, render, settings, "no executor can start")
        .contains("Cannot write temporary files in /proc/no-room", "127.0.0.");
  }

  @Test
  @Tag("nightly")
  void executorsThatCannotBeCreatedEndTheRunInOneSentence() throws IOException {
    ClusterRun run = cluster.newRun();
    cluster.spark().takeRoom();
    try {
      List<String> render = run.arguments("render", "--model", "tone");
      assertEndsFor(run, render, ClusterRun.onGpus(), "executors could not be created")
          .contains("logs of its workers");
    } finally {
      cluster.spark().giveRoom();
    }
  }

  @Test
  @Tag("nightly")
  void aUnitThatFailsTheSameWayTwiceEndsTheRunInOneSentence() throws IOException {
    ClusterRun run = cluster.newRun();
    cluster.proxy().let(FaultProxy.Fault.DENY, "^(PUT|POST) \\S*/takes/", Integer.MAX_VALUE);
    List<String> render = run.arguments("render", "--model", "tone");
    assertEndsFor(run, render, ClusterRun.onGpus(), "Cannot write")
        .contains("takes/", "(on host 127.0.0.");
  }

  @Test
  void aChapterThatFailsTheSameWayTwiceEndsTheRunInOneSentence() throws IOException {
    // Where the loader of the bundled FFmpeg wants a folder.
    Path cache = Files.createDirectories(folder.resolve("javacpp"));
    Files.writeString(cache.resolve("testudo.jar"), "in the way");
    ClusterRun run = cluster.newRun();
    Driver render =
        run.submit(run.arguments("render", "--model", "tone", "--no-publish"), ClusterRun.onGpus());
    assertThat(render.finish()).as(render.log()).isZero();
    cluster.spark().awaitNoExecutors();

    String broken = "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=" + cache;
    Driver publish = run.submit(List.of("publish", "book"), List.of(broken));
    assertThat(publish.finish()).as(publish.log()).isEqualTo(1);
    assertThat(publish.errors()).singleElement().asString().contains("ffmpeg", "(on host 127.0.0.");
    cluster.spark().awaitNoExecutors();
    run.assertNotPublished();
  }

  /** {@return the one sentence of a run that fails, and has its metrics nevertheless} */
  private static AbstractStringAssert<?> assertEndsFor(
      ClusterRun run, List<String> arguments, List<String> settings, String reason)
      throws IOException {
    Driver driver = run.submit(arguments, settings);
    assertThat(driver.finish()).as(driver.log()).isEqualTo(1);
    cluster.spark().awaitNoExecutors();
    assertThat(run.<RunMetrics>rows("metrics/runs/", RunMetricsTable.TABLE::read))
        .as(driver.log())
        .extracting(RunMetrics::outcome)
        .containsExactly("failed");
    run.assertNotPublished();
    assertThat(driver.errors()).hasSize(1);
    return assertThat(driver.errors().get(0)).contains(reason);
  }
}
