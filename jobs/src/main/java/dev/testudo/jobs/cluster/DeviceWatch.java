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
 * Hears in the driver of failed devices, and ends the run when no other is left: Spark itself
 * starts executors on refused devices again and again, without an end.
 */
final class DeviceWatch extends SparkListener implements DriverPlugin {
  /** Once is what a lost device does; thrice is Spark having nothing else to give. */
  private static final int MAX_REFUSALS = 3;

  private final Set<String> executors = new HashSet<>();
  private final Map<String, Integer> refusals = new HashMap<>();
  private SparkContext spark;

  @Override
  public synchronized Map<String, String> init(SparkContext context, PluginContext plugin) {
    spark = context;
    DeviceReports.clear();
    context.addSparkListener(this);
    return Map.of();
  }

  @Override
  public synchronized Object receive(Object message) {
    Report report = Report.fromMessage((String[]) message);
    DeviceReports.add(report);
    executors.remove(report.executor());
    if (report.kind() == Kind.REFUSED) {
      int times = refusals.merge(report.host() + " " + report.device(), 1, Integer::sum);
      if (times >= MAX_REFUSALS && executors.isEmpty()) {
        DeviceReports.noDeviceLeft();
        spark.cancelAllJobs();
      }
    }
    return true;
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
