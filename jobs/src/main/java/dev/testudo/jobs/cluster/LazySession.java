package dev.testudo.jobs.cluster;

import static java.util.Objects.requireNonNull;

import dev.testudo.jobs.config.ConfFiles;
import dev.testudo.jobs.config.ConfigException;
import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.config.ExecutorShape;
import dev.testudo.jobs.config.Settings;
import dev.testudo.jobs.store.UnreachableException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session that starts when it is first needed, and with it the executors' models: a run
 * that finds everything rendered needs neither. Behaves alike under {@code ./testudo} and under
 * {@code spark-submit}: what {@code --set} or spark-submit say wins over {@code
 * conf/spark-defaults.conf}.
 */
public final class LazySession implements AutoCloseable {
  private final Optional<String> master;
  private final Map<String, String> engine;
  private final Map<String, String> overrides;
  private Optional<SparkSession> session = Optional.empty();

  /**
   * @param master empty to take spark-submit's, or else all cores of this machine with four
   *     attempts a task
   */
  public LazySession(Optional<String> master, EngineSpec engine, Settings settings) {
    this(master, engine.toProperties(), settings);
  }

  private LazySession(Optional<String> master, Map<String, String> engine, Settings settings) {
    this.master = requireNonNull(master, "master is null");
    this.engine = engine;
    this.overrides = settings.spark();
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
    SparkSession started;
    try {
      started = SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) { // Any: Scala throws Spark's checked exceptions where Java expects none.
      throw failure(conf.get("spark.master"), e);
    }
    started.sparkContext().addSparkListener(new TaskFailures());
    try {
      TestudoPlugin.loadInLocalMode();
      return started;
    } catch (RuntimeException e) {
      started.stop();
      throw e;
    }
  }

  /** Spark stops a session that no master answers, and then stumbles over its being stopped. */
  private static RuntimeException failure(String master, Exception e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String sentence = "Cannot start Spark with master \"" + master + "\": ";
    return reason.contains("stopped SparkContext")
        ? new UnreachableException(sentence + "it does not answer; check it and run again", e)
        : new ConfigException(sentence + reason + "; check --master and the spark settings", e);
  }

  private SparkConf configuration() {
    SparkConf conf = new SparkConf().setAppName("testudo");
    master.ifPresent(conf::setMaster);
    overrides.forEach(conf::set);
    engine.forEach(conf::set);
    conf.setIfMissing("spark.master", localMaster());
    String chosen = conf.get("spark.master");
    if (chosen.startsWith("local")) {
      stayOnThisMachine(conf);
    }
    if (!chosen.matches("local(\\[.*)?")) {
      conf.setIfMissing("spark.jars", ownJar());
    }
    ConfFiles.properties(ConfFiles.SPARK_DEFAULTS).orElse(Map.of()).forEach(conf::setIfMissing);
    return conf;
  }

  /** Plain {@code local[N]} would abort at the first failure. */
  static String localMaster() {
    return "local[" + Runtime.getRuntime().availableProcessors() + ",4]";
  }

  private static void stayOnThisMachine(SparkConf conf) {
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

  /** {@return the same, before there is a session} */
  public static int tasksPerExecutor(Optional<String> master, Settings settings) {
    Map<String, String> properties = settings.session();
    String chosen = master.orElse(properties.getOrDefault("spark.master", localMaster()));
    return ExecutorShape.tasks(chosen, properties);
  }

  @Override
  public synchronized void close() {
    session.ifPresent(SparkSession::stop);
    session = Optional.empty();
  }
}
