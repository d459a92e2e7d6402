// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.jobs.library.EditionRecord;
import dev.testudo.jobs.library.Library;
import dev.testudo.jobs.store.StoreLocation;
import dev.testudo.jobs.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** One library on a cluster's storage, the drivers that work on it, and what must be true of it. */
final class ClusterRun {
  /** Utterances of the short book, with its titles. */
  static final int SHORT_BOOK = 7;

  private static final String JAR = Path.of("target/testudo.jar").toAbsolutePath().toString();
  private static final String CLASSES = Path.of("target/test-classes").toAbsolutePath().toString();

  private final RenderingCluster cluster;
  private final Path scratch;
  private final Signals signals;
  private final String library;
  private Path manuscript;

  ClusterRun(RenderingCluster cluster, Path scratch, Path manuscript) {
    this.cluster = cluster;
    this.scratch = scratch;
    this.signals = new Signals(scratch);
    this.library = "s3a://" + S3Server.BUCKET + "/" + scratch.getFileName();
    this.manuscript = manuscript;
  }

  RenderingCluster cluster() {
    return cluster;
  }

  Signals signals() {
    return signals;
  }

  /** Lets the author change a sentence; from now on the book is the new text. */
  void edit() throws IOException {
    String text = Files.readString(manuscript).replace("number 3 of", "number 333 of");
    manuscript = Files.writeString(scratch.resolve("edited.md"), text);
  }

  /** From now on the book is one for models that take their time. */
  void useShortBook() throws IOException {
    manuscript = Manuscripts.numbered(scratch, 2, 2);
  }

  /**
   * Submits a rendering of the book with a tone model that follows {@link Signals}; every utterance
   * is a unit.
   */
  Driver render(String... settings) throws IOException {
    List<String> all = new ArrayList<>();
    all.addAll(onGpus());
    all.add("unit-seconds=1");
    all.add(
        "spark.plugins=dev.testudo.jobs.DisturbingPlugin,dev.testudo.jobs.cluster.TestudoPlugin");
    all.addAll(List.of(settings));
    return submit(arguments("render", "--model", "tone"), all);
  }

  /** {@return a command for the book} */
  List<String> arguments(String command, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(command, manuscript.toString(), "--book", "book"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** Runs a command by spark-submit, as a person with a Spark of their own would. */
  Driver submit(List<String> arguments, List<String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("target/spark/bin/spark-submit").toAbsolutePath().toString());
    command.addAll(List.of("--master", cluster.spark().master()));
    command.addAll(List.of("--driver-java-options", SparkCluster.SHORT_LIVED));
    command.addAll(List.of("--driver-class-path", JAR + ":" + CLASSES));
    command.addAll(List.of("--class", Testudo.class.getName()));
    // Every executor finds it on this disk: nothing is copied.
    command.add("local:" + JAR);
    command.addAll(arguments);
    command.addAll(List.of("--library", library));
    ownSettings().forEach(setting -> command.addAll(List.of("--set", setting)));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    command.addAll(S3Server.asArguments(S3Server.settingsAt(cluster.proxy().port())));
    return Driver.start(scratch, command);
  }

  /** {@return settings of a render on the GPUs of the cluster} */
  static List<String> onGpus() {
    return List.of(
        "slots=4",
        "workers=2",
        "spark.executor.resource.gpu.amount=1",
        "spark.task.resource.gpu.amount=0.5");
  }

  private List<String> ownSettings() {
    return List.of(
        "spark.driver.host=127.0.0.1",
        "spark.driver.bindAddress=127.0.0.1",
        "spark.ui.enabled=false",
        "spark.executor.memory=512m",
        "spark.executor.cores=2",
        "spark.eventLog.enabled=true",
        "spark.eventLog.compress=false",
        "spark.eventLog.dir=" + scratch.toUri(),
        "spark.executor.extraClassPath=" + JAR + ":" + CLASSES,
        "spark.executor.extraJavaOptions="
            + SparkCluster.SHORT_LIVED
            + " -Dlog4j2.configurationFile=file:"
            + Path.of("../conf/log4j2.properties").toAbsolutePath().normalize()
            + " -D"
            + Signals.PROPERTY
            + "="
            + scratch);
  }

  /** Runs a command in this process, past the proxy. */
  CommandLineRun here(List<String> arguments) {
    List<String> command = new ArrayList<>(arguments);
    command.addAll(List.of("--library", library));
    command.addAll(S3Server.asArguments(cluster.server().settings()));
    return CommandLineRun.of(command.toArray(String[]::new));
  }

  Library open() {
    return Library.open(new StoreLocation(library, cluster.server().settings()));
  }

  /** Every sentence once and in order, sample by sample as in a run that nothing disturbed. */
  void assertPublished() throws IOException {
    try (Library opened = open()) {
      EditionRecord edition = opened.edition("book", "main").orElseThrow();
      assertThat(edition.chapters()).isEqualTo(cluster.undisturbed(manuscript));
      assertThat(edition.listed()).isEmpty();
    }
    assertVerified();
  }

  void assertVerified() {
    CommandLineRun verified = here(List.of("verify", "book"));
    assertThat(verified.out()).as(verified.err()).contains("all is as published");
  }

  void assertNotPublished() {
    try (Library opened = open()) {
      assertThat(opened.edition("book", "main")).isEmpty();
    }
  }

  void assertWholeOrAbsent() {
    try (Library opened = open()) {
      if (opened.edition("book", "main").isPresent()) {
        assertVerified();
      }
    }
  }

  /** A sweep takes whatever the fault has left behind, and nothing of the edition. */
  void assertSweepable() {
    CommandLineRun sweep = here(List.of("sweep", "--older-than", "0m"));
    assertThat(sweep.exitCode()).as(sweep.err()).isZero();
    try (Library opened = open()) {
      assertThat(opened.store().list("leases/")).isEmpty();
      assertThat(opened.store().unfinishedWrites()).isEmpty();
    }
    assertVerified();
  }

  /** {@return how many utterances were begun more often than once} */
  int renderedTwice() {
    List<String> renderings = signals.renderings();
    return renderings.size() - new HashSet<>(renderings).size();
  }

  /** As if the holder of the lease had been silent for long. */
  void forgetLease() {
    try (Library opened = open()) {
      opened.store().list("leases/").forEach(lease -> opened.store().delete(lease.path()));
    }
  }

  /** {@return the rows of all tables below a folder} */
  <T> List<T> rows(String folder, Function<byte[], List<T>> reader) {
    try (Library opened = open()) {
      List<T> rows = new ArrayList<>();
      for (StoredObject file : opened.store().list(folder).toList()) {
        rows.addAll(reader.apply(opened.store().read(file.path())));
      }
      return rows;
    }
  }

  /** {@return Spark's own record of what the drivers did: one JSON object a line} */
  List<String> events() throws IOException {
    List<String> events = new ArrayList<>();
    try (Stream<Path> files = Files.walk(scratch)) {
      files
          .filter(file -> file.getFileName().toString().matches("(events_\\d+_)?app-.*"))
          .filter(Files::isRegularFile)
          .forEach(file -> events.addAll(lines(file)));
    }
    return events;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
