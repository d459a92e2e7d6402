// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.config.ExecutorShape;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.store.UnreachableException;
import dev.testudo.synthesis.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.Tuple2;

/**
 * A Spark session that starts when it is first needed, and with it the executors' models: a run
 * that finds everything rendered needs neither. Behaves alike under {@code ./testudo} and under
 * {@code spark-submit}: {@code --set} and spark-submit win over {@code conf/spark-defaults.conf},
 * and {@code --master} over all of them.
 */
public final class LazySession implements AutoCloseable {
  /**
   * System property of a process that runs many commands, such as tests: with {@code true} a
   * session stays for the next command, which takes it if its settings are the same.
   */
  private static final String KEEP = "testudo.keepSession";

  private static final String SETTINGS_DIGEST = "spark.testudo.settingsDigest";

  private final Optional<String> master;
  private final Map<String, String> engine;
  private final Settings settings;
  private Optional<SparkSession> session = Optional.empty();

  /**
   * @param master empty to take the one of the settings, or else all cores of this machine with
   *     four attempts a task
   */
  public LazySession(Optional<String> master, EngineSpec engine, Settings settings) {
    this(master, engine.toProperties(), settings);
  }

  private LazySession(Optional<String> master, Map<String, String> engine, Settings settings) {
    this.master = requireNonNull(master, "master is null");
    this.engine = engine;
    this.settings = requireNonNull(settings, "settings is null");
  }

  /** {@return a session for work that needs no model} */
  public static LazySession withoutModel(Optional<String> master, Settings settings) {
    return new LazySession(master, Map.of(), settings);
  }

  public synchronized SparkSession get() {
    if (session.isEmpty()) {
      session = Optional.of(start());
    }
    return session.get();
  }

  private SparkSession start() {
    SparkConf conf = configuration();
    SparkSession started = kept(conf).orElseGet(() -> create(conf));
    try {
      TestudoPlugin.loadLocally(engine);
      return started;
    } catch (RuntimeException e) {
      started.stop();
      throw e;
    }
  }

  private SparkSession create(SparkConf conf) {
    engine.forEach(conf::set);
    try {
      SparkSession created = SparkSession.builder().config(conf).getOrCreate();
      created.sparkContext().addSparkListener(new TaskFailures(created.sparkContext()));
      return created;
    } catch (Exception e) { // Any: Scala throws Spark's checked exceptions where Java expects none.
      throw failure(conf.get("spark.master"), e);
    }
  }

  /** {@return the session that the command before has left, if it fits; stops one that does not} */
  private static Optional<SparkSession> kept(SparkConf wanted) {
    if (!Boolean.getBoolean(KEEP)) {
      return Optional.empty();
    }
    String digest = digest(wanted);
    wanted.set(SETTINGS_DIGEST, digest);
    Option<SparkSession> left = SparkSession.getDefaultSession();
    if (left.isEmpty() || left.get().sparkContext().isStopped()) {
      return Optional.empty();
    }
    SparkSession running = left.get();
    if (running.sparkContext().getConf().get(SETTINGS_DIGEST, "").equals(digest)) {
      DeviceReports.clear();
      return Optional.of(running);
    }
    running.stop();
    return Optional.empty();
  }

  /** Of all settings but the engine's, which tasks carry with them. */
  private static String digest(SparkConf conf) {
    Map<String, String> sorted = new TreeMap<>();
    for (Tuple2<String, String> entry : conf.getAll()) {
      sorted.put(entry._1(), entry._2());
    }
    return Sha256.ofText(sorted.toString());
  }

  /** Spark stops a session that no master answers, and then stumbles over its being stopped. */
  private static RuntimeException failure(String master, Exception e) {
    if (DeviceReports.isEndedByMaster()) {
      return DeviceReports.explain(e);
    }
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String sentence = "Cannot start Spark with master \"" + master + "\": ";
    return reason.contains("stopped SparkContext")
        ? new UnreachableException(sentence + "it does not answer; check it and run again", e)
        : new ConfigException(sentence + reason + "; check --master and the spark settings", e);
  }

  private SparkConf configuration() {
    SparkConf conf = new SparkConf().setIfMissing("spark.app.name", "testudo");
    settings.session().forEach(conf::set);
    String chosen = chosenMaster(master, settings);
    conf.setMaster(chosen);
    ExecutorShape.taskShare(chosen, ExecutorShape.properties(conf))
        .ifPresent(share -> conf.set(ExecutorShape.TASK_GPUS, share));
    if (chosen.startsWith("local")) {
      bindToLoopback(conf);
    }
    if (!chosen.matches("local(\\[.*)?")) {
      conf.setIfMissing("spark.jars", ownJar());
    }
    return conf;
  }

  /**
   * {@return the master in force: the option, else {@code spark.master} of {@code --set}, of the
   * user's files, of spark-submit or of {@code conf/spark-defaults.conf}, else this machine}
   */
  static String chosenMaster(Optional<String> option, Settings settings) {
    return option.orElseGet(() -> settings.session().getOrDefault("spark.master", localMaster()));
  }

  /** Plain {@code local[N]} would abort at the first failure. */
  static String localMaster() {
    return "local[" + Runtime.getRuntime().availableProcessors() + ",4]";
  }

  private static void bindToLoopback(SparkConf conf) {
    conf.setIfMissing("spark.driver.host", "127.0.0.1");
    conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    conf.setIfMissing("spark.ui.enabled", "false");
  }

  /** Executors elsewhere need the jar that this class came from. */
  private static String ownJar() {
    return LazySession.class.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  /** {@return tasks that run side by side on one executor} */
  public int tasksPerExecutor() {
    SparkConf conf = get().sparkContext().getConf();
    return ExecutorShape.tasks(conf.get("spark.master"), ExecutorShape.properties(conf));
  }

  /** {@return whether a run needs no cluster, and so this machine's device} */
  static boolean isLocal(Optional<String> master, Settings settings) {
    return chosenMaster(master, settings).matches("local(\\[.*)?");
  }

  /** {@return the same, before there is a session} */
  public static int tasksPerExecutor(Optional<String> master, Settings settings) {
    return ExecutorShape.tasks(chosenMaster(master, settings), settings.session());
  }

  @Override
  public synchronized void close() {
    if (!Boolean.getBoolean(KEEP)) {
      session.ifPresent(SparkSession::stop);
    }
    session = Optional.empty();
  }
}
