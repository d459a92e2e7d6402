// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A standalone cluster on loopback addresses, one a worker, since Spark speculates on other hosts
 * only: a master and workers in processes of their own, each worker with two cores and one GPU that
 * exists by its discovery script only.
 */
final class SparkCluster implements AutoCloseable {
  /** Processes that live for minutes: compiled quickly, and without threads for garbage. */
  static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Path SPARK = Path.of("target/spark").toAbsolutePath();

  private final Path folder;
  private final int port = S3Server.freePort();
  private final Map<String, Process> processes = new LinkedHashMap<>();

  private SparkCluster(Path folder) {
    this.folder = folder;
  }

  static SparkCluster start(Path folder, int workers) throws IOException {
    SparkCluster cluster = new SparkCluster(Files.createDirectories(folder));
    try {
      cluster.startMaster();
      for (int worker = 0; worker < workers; worker++) {
        cluster.startWorker(worker);
      }
      return cluster;
    } catch (AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  private void startMaster() throws IOException {
    run(
        "master",
        Map.of("SPARK_MASTER_OPTS", "-Dspark.master.rest.enabled=false"),
        List.of(
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0"));
    Await.until("the master to listen", () -> S3Server.listens(port));
  }

  /** Returns when the worker belongs to the cluster. */
  void startWorker(int worker) throws IOException {
    long before = registered();
    Path properties =
        Files.write(
            folder.resolve("worker" + worker + ".properties"),
            List.of(
                "spark.worker.resource.gpu.amount 1",
                "spark.worker.resource.gpu.discoveryScript "
                    + Path.of("../conf/gpu-discovery").toRealPath()));
    String host = "127.0.0." + (worker + 1);
    run(
        "worker" + worker,
        Map.of(
            "SPARK_LOCAL_IP",
            host,
            "TESTUDO_GPUS",
            Integer.toString(worker),
            "TESTUDO_DEVICE_MARKS",
            marks().toString()),
        List.of(
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            host,
            "--cores",
            "2",
            "--memory",
            "1g",
            "--webui-port",
            "0",
            "--work-dir",
            folder.resolve("work" + worker).toString(),
            "--properties-file",
            properties.toString(),
            master()));
    Await.until("the worker to register", () -> registered() > before);
  }

  /** As kill -9 does; its executors notice and end. */
  void killWorker(int worker) {
    processes.remove("worker" + worker).destroyForcibly().onExit().join();
  }

  /** As kill -9 does. */
  void killExecutors() {
    executors().forEach(ProcessHandle::destroyForcibly);
  }

  /** As with full disks: from now on no worker can make a folder for an executor. */
  void takeRoom() throws IOException {
    for (Path work : workFolders()) {
      Files.move(work, aside(work));
      Files.writeString(work, "in the way");
    }
  }

  void giveRoom() throws IOException {
    for (Path work : workFolders()) {
      Files.move(aside(work), work, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<Path> workFolders() {
    return processes.keySet().stream()
        .filter(name -> name.startsWith("worker"))
        .map(name -> folder.resolve(name.replace("worker", "work")))
        .toList();
  }

  private static Path aside(Path work) {
    return work.resolveSibling(work.getFileName() + ".aside");
  }

  private void run(String name, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(SPARK.resolve("bin/spark-class").toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(folder.resolve(name + ".log").toFile()));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    builder.environment().put("SPARK_DAEMON_JAVA_OPTS", SHORT_LIVED);
    processes.put(name, builder.start());
  }

  private long registered() {
    try (Stream<String> lines = Files.lines(folder.resolve("master.log"))) {
      return lines.filter(line -> line.contains("Registering worker")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  /** {@return where the workers' executors mark failed devices} */
  Path marks() {
    return folder.resolve("marks");
  }

  /** {@return the executors that live now} */
  List<ProcessHandle> executors() {
    return processes.values().stream()
        .flatMap(Process::descendants)
        // A worker also has scripts, and what is left of the shell that it replaced.
        .filter(child -> child.info().command().filter(path -> path.endsWith("java")).isPresent())
        .toList();
  }

  /** An application that has ended keeps no GPU. */
  void awaitNoExecutors() {
    Await.until("all executors to end", () -> executors().isEmpty());
  }

  /** {@return what each executor that ever was has logged} */
  List<String> executorLogs() throws IOException {
    List<String> logs = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
        logs.add(Files.readString(file));
      }
    }
    return logs;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(executors());
    processes.values().forEach(process -> all.add(process.toHandle()));
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().join());
  }
}
