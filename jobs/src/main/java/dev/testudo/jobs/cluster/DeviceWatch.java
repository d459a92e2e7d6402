// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.cluster.DeviceReports.Kind;
import dev.testudo.jobs.cluster.DeviceReports.Report;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * Hears in the driver of failed devices and of executors that could not start, and ends the run
 * when none is left that works: Spark itself starts executors again and again, without an end.
 */
final class DeviceWatch extends SparkListener implements DriverPlugin {
  /** Once is what a lost device does; thrice is Spark having nothing else to give. */
  private static final int MAX_FAILED_STARTS = 3;

  private final Set<String> executors = new HashSet<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private SparkContext spark;

  @Override
  public synchronized Map<String, String> init(SparkContext context, PluginContext plugin) {
    spark = context;
    DeviceReports.begin(context);
    context.addSparkListener(this);
    return Map.of();
  }

  @Override
  public void registerMetrics(String application, PluginContext plugin) {
    RunGauges.register(plugin.metricRegistry());
  }

  @Override
  public synchronized Object receive(Object message) {
    Report report = Report.fromMessage((String[]) message);
    DeviceReports.add(report);
    executors.remove(report.executor());
    if (report.kind() != Kind.LOST) {
      failures.merge(report.host() + " " + report.device(), 1, Integer::sum);
      endIfHopeless();
    }
    return true;
  }

  private void endIfHopeless() {
    boolean failedOften = failures.values().stream().anyMatch(times -> times >= MAX_FAILED_STARTS);
    if (failedOften && executors.isEmpty()) {
      DeviceReports.noExecutorLeft();
      spark.cancelAllJobs();
    }
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    executors.add(added.executorId());
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    executors.remove(removed.executorId());
  }
}
