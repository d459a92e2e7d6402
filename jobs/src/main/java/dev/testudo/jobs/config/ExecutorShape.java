// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** What Spark's properties say about an executor before there is one. */
public final class ExecutorShape {
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(?:,\\d+)?]");
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\d+,(\\d+),\\d+]");
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";

  /** Of one task: they share a GPU's engine. */
  public static final String TASK_GPUS = "spark.task.resource.gpu.amount";

  /** Tasks that together fill 256 slots with units of a bearable length. */
  private static final int GPU_TASKS = 4;

  private ExecutorShape() {}

  /** {@return the properties of a session as a map} */
  public static Map<String, String> properties(SparkConf conf) {
    Map<String, String> properties = new HashMap<>();
    for (Tuple2<String, String> entry : conf.getAll()) {
      properties.put(entry._1(), entry._2());
    }
    return properties;
  }

  public static boolean hasGpu(Map<String, String> spark) {
    return number(spark, EXECUTOR_GPUS, 0) > 0;
  }

  /**
   * {@return tasks that run side by side on one executor}
   *
   * @param spark properties of the session
   */
  public static int tasks(String master, Map<String, String> spark) {
    double byCores = cores(master, spark) / number(spark, "spark.task.cpus", 1);
    double gpus = number(spark, EXECUTOR_GPUS, 0);
    double byGpus = gpus > 0 ? gpus / number(spark, TASK_GPUS, 1.0 / GPU_TASKS) : byCores;
    return (int) Math.max(1, Math.min(byCores, byGpus));
  }

  /**
   * {@return the share of a GPU that each task asks for where it was not set, or empty if somebody
   * has, or there is no GPU}
   */
  public static Optional<String> taskShare(String master, Map<String, String> spark) {
    return hasGpu(spark) && !spark.containsKey(TASK_GPUS)
        ? Optional.of(Double.toString(1.0 / tasks(master, spark)))
        : Optional.empty();
  }

  private static double cores(String master, Map<String, String> spark) {
    int here = Runtime.getRuntime().availableProcessors();
    if (master.equals("local")) {
      return 1;
    }
    for (Pattern pattern : new Pattern[] {LOCAL, LOCAL_CLUSTER}) {
      Matcher matcher = pattern.matcher(master);
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    // A standalone worker gives all its cores where nothing is said; others give one.
    int silent = master.startsWith("spark://") || master.startsWith("local") ? here : 1;
    return number(spark, "spark.executor.cores", silent);
  }

  private static double number(Map<String, String> spark, String key, double byDefault) {
    try {
      return Double.parseDouble(spark.getOrDefault(key, Double.toString(byDefault)));
    } catch (NumberFormatException e) {
      throw new ConfigException(
          "Cannot use \"" + key + "\" = " + spark.get(key) + ": it must be a number");
    }
  }
}
