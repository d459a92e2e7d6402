package dev.testudo.jobs;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Spark sessions that behave alike under {@code ./testudo} and under {@code spark-submit}: what the
 * command line or spark-submit set wins over {@code conf/spark-defaults.conf}.
 */
final class Sessions {
  private static final String DEFAULTS = "spark-defaults.conf";

  private Sessions() {}

  /**
   * Starts the session, and with it the executors' models.
   *
   * @param master empty to take spark-submit's, or else all cores of this machine with four
   *     attempts a task
   * @param overrides Spark properties from {@code --set}
   */
  static SparkSession start(
      Optional<String> master, EngineSpec engine, Map<String, String> overrides) {
    SparkConf conf = new SparkConf().setAppName("testudo");
    master.ifPresent(conf::setMaster);
    overrides.forEach(conf::set);
    engine.toProperties().forEach(conf::set);
    conf.setIfMissing("spark.master", localMaster());
    if (conf.get("spark.master").startsWith("local")) {
      stayOnThisMachine(conf);
    } else {
      conf.setIfMissing("spark.jars", ownJar());
    }
    ConfFiles.properties(DEFAULTS).orElse(Map.of()).forEach(conf::setIfMissing);
    return SparkSession.builder().config(conf).getOrCreate();
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
    return Sessions.class.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  /** {@return tasks that run side by side on one executor} */
  static int tasksPerExecutor(SparkSession session) {
    SparkConf conf = session.sparkContext().getConf();
    int cpus = conf.getInt("spark.task.cpus", 1);
    int cores =
        session.sparkContext().isLocal()
            ? session.sparkContext().defaultParallelism()
            : conf.getInt("spark.executor.cores", 1);
    return Math.max(1, cores / cpus);
  }
}
