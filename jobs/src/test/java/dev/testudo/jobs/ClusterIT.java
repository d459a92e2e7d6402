package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.FaultProxy.Fault;
import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.EditionRecord.EditionChapter;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.store.StoredObject;
import dev.testudo.jobs.table.RunMetrics;
import dev.testudo.jobs.table.RunMetricsTable;
import dev.testudo.jobs.table.TaskMetrics;
import dev.testudo.jobs.table.TaskMetricsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A standalone cluster that renders to an S3 server, undisturbed and with faults. Which faults is
 * chosen by {@code -Dtestudo.faults.seed=N}, how many by {@code -Dtestudo.faults.scenarios=N|all}.
 */
class ClusterIT {
  private static final int CHAPTERS = 2;
  private static final int PARAGRAPHS = 7;
  private static final String FEW = "5";
  private static final String JAR = Path.of("target/testudo.jar").toAbsolutePath().toString();

  /** Two executors of two tasks each, and so many utterances of a unit at most. */
  private static final int IN_FLIGHT = 2 * 2 * 4;

  @TempDir private static Path folder;
  private static S3Server server;
  private static FaultProxy proxy;
  private static SparkCluster cluster;
  private static Path manuscript;
  private static List<EditionChapter> undisturbed;

  private Path scratch;
  private Signals signals;
  private String library;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(folder.resolve("s3"));
    proxy = FaultProxy.before(server.port());
    cluster = SparkCluster.start(folder.resolve("spark"), 2);
    manuscript = Manuscripts.numbered(folder, CHAPTERS, PARAGRAPHS);
    LibraryFolder local = new LibraryFolder(folder.resolve("undisturbed"));
    assertThat(CommandLineRun.render(manuscript, local.root()).exitCode()).isZero();
    undisturbed = local.edition("main").chapters();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    proxy.close();
    server.close();
  }

  @BeforeEach
  void begin(TestInfo test) throws IOException {
    scratch = Files.createTempDirectory(folder, "run");
    signals = new Signals(scratch);
    library = "s3a://" + S3Server.BUCKET + "/" + scratch.getFileName();
    proxy.let(Fault.NONE, "(?!)", 0);
    System.err.println("-- " + test.getDisplayName());
  }

  @Test
  void everyExecutorLoadsOneModelWhereSparkSaysAndTasksShareIt()
      throws IOException, InterruptedException {
    int before = cluster.executorLogs().size();
    Driver driver = render("spark.plugins=dev.testudo.jobs.TestudoPlugin", "workers=2");
    assertThat(driver.await()).as(driver.log()).isZero();

    List<String> logs = cluster.executorLogs();
    List<String> devices = new ArrayList<>();
    for (String log : logs.subList(before, logs.size())) {
      Matcher loaded = Pattern.compile("Loaded model tone on (cuda:\\d)").matcher(log);
      assertThat(loaded.find()).as(log).isTrue();
      devices.add(loaded.group(1));
      assertThat(loaded.find()).as("a second load").isFalse();
    }
    assertThat(devices).containsExactlyInAnyOrder("cuda:0", "cuda:1");
    assertThat(tasks()).as("tasks of one executor that overlap").anyMatch(this::overlapsAnother);
    assertPublished();
  }

  private boolean overlapsAnother(TaskMetrics task) {
    return tasks().stream()
        .anyMatch(
            other ->
                other.task() != task.task()
                    && other.executor().equals(task.executor())
                    && other.started().isBefore(task.finished())
                    && task.started().isBefore(other.finished()));
  }

  @Test
  void aLostDeviceTakesNoMoreWorkAndWithoutAGoodOneTheRunEndsInOneSentence()
      throws IOException, InterruptedException {
    DeviceMarks marks = new DeviceMarks(cluster.marks());
    signals.loseDevice("0");
    Driver driver = render();
    assertThat(driver.await()).as(driver.log()).isZero();
    assertThat(marks.list()).extracting(DeviceMarks.Mark::device).containsExactly("gpu-0");
    assertThat(runs()).extracting(RunMetrics::devicesLost).containsExactly(1);
    assertPublished();

    library = library + "-again";
    signals.loseDevice("1");
    Driver hopeless = render();
    assertThat(hopeless.await()).as(hopeless.log()).isEqualTo(1);
    assertThat(hopeless.complaints())
        .singleElement()
        .asString()
        .contains("no device is left", "gpu-0", "gpu-1", "uncorrectable ECC error");
    marks.clear();
  }

  static Stream<Scenario> scenarios() {
    long seed = Long.getLong("testudo.faults.seed", System.nanoTime() % 1_000_000);
    String asked = System.getProperty("testudo.faults.scenarios", FEW);
    System.err.println(
        "Faults: -Dtestudo.faults.seed=" + seed + " -Dtestudo.faults.scenarios=" + asked);
    List<Scenario> all = new ArrayList<>(List.of(Scenario.values()));
    Collections.shuffle(all, new Random(seed));
    return asked.equals("all") ? all.stream() : all.stream().limit(Integer.parseInt(asked));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void nothingIsLostDoubledOrReordered(Scenario scenario) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Driver driver = scenario.disturb(this);
    int exitCode = driver.await();
    int rerun = 0;
    if (exitCode != 0) {
      assertThat(scenario.endsTheRun()).as(driver.log()).isTrue();
      assertWholeOrAbsent();
      forgetLease();
      proxy.let(Fault.NONE, "(?!)", 0);
      Driver second = render();
      assertThat(second.await()).as(second.log()).isZero();
      rerun = 1;
    }
    assertPublished();
    List<String> renderings = signals.renderings();
    int twice = renderings.size() - new HashSet<>(renderings).size();
    assertThat(twice).as("utterances rendered twice").isLessThanOrEqualTo(IN_FLIGHT);
    System.err.printf(
        "%s: exit code %d, %d reruns, %d renderings, %d twice, %.0f s%n",
        scenario, exitCode, rerun, renderings.size(), twice, (System.nanoTime() - begin) / 1e9);
  }

  /** What goes wrong, and when: at a point that the run has reached for certain. */
  enum Scenario {
    EXECUTOR_KILLED_WHILE_LOADING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.killExecutor(Signals.LOADING);
      }
    },
    EXECUTOR_KILLED_WHILE_DECODING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.killExecutor(Signals.DECODING);
      }
    },
    EXECUTORS_KILLED_WHILE_WRITING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.atRequest("PUT .*/takes/", driver -> it.killExecutors());
      }
    },
    EXECUTORS_KILLED_WHILE_STITCHING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.atRequest("PUT .*/editions/.*flac", driver -> it.killExecutors());
      }
    },
    DRIVER_KILLED_WHILE_WRITING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.atRequest("PUT .*/takes/", Driver::kill);
      }

      @Override
      boolean endsTheRun() {
        return true;
      }
    },
    DRIVER_KILLED_WHILE_PUBLISHING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.atRequest("PUT .*/edition\\.json", Driver::kill);
      }

      @Override
      boolean endsTheRun() {
        return true;
      }
    },
    STORAGE_KILLED_WHILE_WRITING {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        return it.atRequest("PUT .*/takes/", driver -> it.restartStorage());
      }
    },
    STORAGE_ASKS_TO_SLOW_DOWN {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        proxy.let(Fault.REFUSE, "PUT|GET", 12);
        return it.render();
      }
    },
    STORAGE_CUTS_CONNECTIONS {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        proxy.let(Fault.CUT, "PUT .*/(takes|editions)/", 6);
        return it.render();
      }
    },
    STORAGE_IS_SLOW {
      @Override
      Driver disturb(ClusterIT it) throws IOException {
        proxy.let(Fault.DELAY, "PUT .*/(takes|editions)/", 8);
        return it.render();
      }
    };

    /** {@return the driver, whose run has been disturbed or will be} */
    abstract Driver disturb(ClusterIT it) throws IOException;

    boolean endsTheRun() {
      return false;
    }
  }

  /** What a test does to a run at a certain point. */
  private interface Blow {
    void strike(Driver driver) throws IOException;
  }

  private Driver killExecutor(String point) throws IOException {
    signals.hold(point);
    Driver driver = render();
    long executor = signals.awaitHeld(point);
    ProcessHandle.of(executor).orElseThrow().destroyForcibly();
    signals.release(point);
    return driver;
  }

  private Driver atRequest(String request, Blow blow) throws IOException {
    FaultProxy.Rule rule = proxy.let(Fault.HOLD, request, 1);
    Driver driver = render();
    rule.awaitMet();
    blow.strike(driver);
    rule.release();
    return driver;
  }

  private void killExecutors() {
    cluster.executors().forEach(ProcessHandle::destroyForcibly);
  }

  private void restartStorage() throws IOException {
    server.kill();
    server.start();
  }

  /** Submits a rendering, as a person with a Spark of their own would. */
  private Driver render(String... settings) throws IOException {
    String tests = Path.of("target/test-classes").toAbsolutePath().toString();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of("target/spark/bin/spark-submit").toAbsolutePath().toString(),
                "--master",
                cluster.master(),
                "--driver-class-path",
                JAR + ":" + tests,
                "--class",
                Testudo.class.getName(),
                // Every executor finds it on this disk: nothing is copied.
                "local:" + JAR));
    command.addAll(List.of("render", manuscript.toString(), "--book", "book", "--model", "tone"));
    command.addAll(List.of("--library", library));
    List<String> all = new ArrayList<>(ownSettings());
    all.addAll(List.of(settings));
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(S3Server.asArguments(S3Server.settingsAt(proxy.port())));
    return Driver.start(scratch, command);
  }

  private List<String> ownSettings() {
    String tests = Path.of("target/test-classes").toAbsolutePath().toString();
    return List.of(
        "unit-seconds=20",
        "slots=4",
        "workers=1",
        "spark.driver.host=127.0.0.1",
        "spark.driver.bindAddress=127.0.0.1",
        "spark.ui.enabled=false",
        "spark.executor.memory=512m",
        "spark.executor.cores=2",
        "spark.executor.resource.gpu.amount=1",
        "spark.task.resource.gpu.amount=0.5",
        "spark.plugins=dev.testudo.jobs.DisturbingPlugin,dev.testudo.jobs.TestudoPlugin",
        "spark.executor.extraClassPath=" + JAR + ":" + tests,
        "spark.executor.extraJavaOptions=-Dlog4j2.configurationFile=file:"
            + Path.of("../conf/log4j2.properties").toAbsolutePath().normalize()
            + " -D"
            + Signals.PROPERTY
            + "="
            + scratch);
  }

  private Library open() {
    return Library.open(new StoreLocation(library, server.settings()));
  }

  private void assertPublished() {
    try (Library opened = open()) {
      EditionRecord edition = opened.edition("book", "main").orElseThrow();
      assertThat(edition.chapters()).isEqualTo(undisturbed);
      assertThat(edition.listed()).isEmpty();
    }
    List<String> verify = new ArrayList<>(List.of("verify", "book", "--library", library));
    verify.addAll(S3Server.asArguments(server.settings()));
    CommandLineRun verified = CommandLineRun.of(verify.toArray(String[]::new));
    assertThat(verified.out()).contains("all is as published");
  }

  private void assertWholeOrAbsent() {
    try (Library opened = open()) {
      if (opened.edition("book", "main").isPresent()) {
        assertPublished();
      }
    }
  }

  /** As if the driver that was killed had been silent for long. */
  private void forgetLease() {
    try (Library opened = open()) {
      opened.store().list("leases/").forEach(lease -> opened.store().delete(lease.path()));
    }
  }

  private List<RunMetrics> runs() {
    return read("metrics/runs/", bytes -> RunMetricsTable.TABLE.read(bytes));
  }

  private List<TaskMetrics> tasks() {
    return read("metrics/tasks/", bytes -> TaskMetricsTable.TABLE.read(bytes));
  }

  private interface Reader<T> {
    List<T> read(byte[] bytes);
  }

  private <T> List<T> read(String prefix, Reader<T> reader) {
    try (Library opened = open()) {
      List<T> rows = new ArrayList<>();
      for (StoredObject file : opened.store().list(prefix).toList()) {
        rows.addAll(reader.read(opened.store().read(file.path())));
      }
      return rows;
    }
  }
}
