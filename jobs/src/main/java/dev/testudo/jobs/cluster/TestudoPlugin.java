// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import dev.testudo.jobs.cluster.DeviceReports.Kind;
import dev.testudo.jobs.cluster.DeviceReports.Report;
import dev.testudo.jobs.config.EngineSpec;
import dev.testudo.jobs.config.ExecutorShape;
import dev.testudo.synthesis.SynthesisException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;

/**
 * Loads the model when an executor starts, on the GPU that Spark gave it. An executor refuses to
 * start on a device that failed before, or if its model cannot be loaded, so that no task is lost
 * on it. Spark alone would give the same device out again. In local mode, where the driver would
 * miss its own heartbeats meanwhile, {@link LazySession} has the model loaded when Spark is up.
 */
public final class TestudoPlugin implements SparkPlugin {
  /** With this an executor ends whose device is lost; outside the codes that Spark uses. */
  static final int DEVICE_LOST = 77;

  private static final Logger LOG = LogManager.getLogger(TestudoPlugin.class);
  private static final String GPU = "gpu";
  private static final String DRIVER = "driver";

  /** Set once in the JVM of an executor. */
  private static volatile Optional<PluginContext> executor = Optional.empty();

  @Override
  public DriverPlugin driverPlugin() {
    return new DeviceWatch();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ModelLoader();
  }

  private static final class ModelLoader implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      executor = Optional.of(context);
      if (!isLocal(context)) {
        start(context);
      }
    }

    /** Any failure is told to the driver: the log of an executor is far from who must act. */
    private static void start(PluginContext context) {
      try {
        ScratchSpace.require();
        load(context, ExecutorShape.properties(context.conf()));
      } catch (MarkedDeviceException e) {
        throw e;
      } catch (RuntimeException | LinkageError e) {
        String device = addresses(context.resources()).stream().findFirst().orElse("");
        report(context, Kind.FAILED, device.isEmpty() ? "" : GPU + " " + device, reason(e));
        throw new SynthesisException(SynthesisException.Category.MODEL, reason(e), e);
      }
    }

    private static String reason(Throwable failure) {
      return FailureSentence.of(failure);
    }

    @Override
    public void shutdown() {
      ExecutorSynthesizer.close();
      ExecutorListener.close();
      executor = Optional.empty();
    }
  }

  /** Loads the model if there is a session in local mode; else its executors do. */
  static void loadLocally(Map<String, String> engine) {
    executor.filter(TestudoPlugin::isLocal).ifPresent(context -> load(context, engine));
  }

  private static boolean isLocal(PluginContext context) {
    return context.executorID().equals(DRIVER);
  }

  private static void load(PluginContext context, Map<String, String> properties) {
    List<String> gpus = addresses(context.resources());
    gpus.forEach(address -> requireUnmarked(context, DeviceMarks.deviceAt(address)));
    if (EngineSpec.isIn(properties)) {
      ExecutorSynthesizer.get(EngineSpec.fromProperties(properties), gpus);
    }
  }

  private static void requireUnmarked(PluginContext context, String device) {
    Optional<String> reason = DeviceMarks.ofThisHost().reason(device);
    if (reason.isPresent()) {
      report(context, Kind.REFUSED, device, reason.get());
      throw new MarkedDeviceException(
          "Cannot use device " + device + ": it failed before: " + reason.get());
    }
  }

  private static final class MarkedDeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MarkedDeviceException(String message) {
      super(message);
    }
  }

  /**
   * Ends this executor because its device is lost, and sees to it that none comes up there again.
   * Returns where there is no executor to end: in local mode, and without a GPU.
   */
  public static synchronized void deviceLost(SynthesisException failure) {
    Optional<PluginContext> context = executor.filter(found -> !isLocal(found));
    List<String> gpus = context.map(found -> addresses(found.resources())).orElse(List.of());
    if (gpus.isEmpty()) {
      return;
    }
    try {
      String device = DeviceMarks.deviceAt(gpus.get(0));
      String reason = failure.getMessage();
      LOG.error("Device {} is lost, and this executor ends: {}", device, reason);
      DeviceMarks.ofThisHost().mark(device, reason);
      report(context.get(), Kind.LOST, device, reason);
    } catch (RuntimeException e) {
      LOG.error("Spark may give the lost device out again: {}", e.getMessage());
    } finally {
      Runtime.getRuntime().halt(DEVICE_LOST);
    }
  }

  /** Waits until the driver has heard it, since this executor is about to end. */
  private static void report(PluginContext context, Kind kind, String device, String reason) {
    try {
      // The context has no host name in an executor, which listens on no port.
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      context.ask(new Report(kind, context.executorID(), host, device, reason).toMessage());
    } catch (Exception e) {
      LOG.warn("Cannot tell the driver of a failed device: {}", e.getMessage());
    }
  }

  /** {@return the GPU addresses of the running task's executor; none on a CPU} */
  public static List<String> taskAddresses() {
    return addresses(TaskContext.get().resourcesJMap());
  }

  private static List<String> addresses(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(GPU);
    return gpus == null ? List.of() : Arrays.asList(gpus.addresses());
  }
}
