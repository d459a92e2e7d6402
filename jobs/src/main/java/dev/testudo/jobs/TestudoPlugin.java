package dev.testudo.jobs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import scala.Tuple2;

/**
 * Loads the model when an executor starts, on the GPU that Spark gave it. An executor whose model
 * cannot be loaded refuses to start, so that no task is lost on it.
 */
public final class TestudoPlugin implements SparkPlugin {
  private static final String GPU = "gpu";

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ModelLoader();
  }

  private static final class ModelLoader implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extraConf) {
      Map<String, String> properties = new HashMap<>();
      for (Tuple2<String, String> entry : context.conf().getAll()) {
        properties.put(entry._1(), entry._2());
      }
      if (EngineSpec.isIn(properties)) {
        ExecutorSynthesizer.get(
            EngineSpec.fromProperties(properties), addresses(context.resources()));
      }
    }

    @Override
    public void shutdown() {
      ExecutorSynthesizer.close();
    }
  }

  /** {@return the GPU addresses of the running task's executor; none on a CPU} */
  static List<String> taskAddresses() {
    return addresses(TaskContext.get().resourcesJMap());
  }

  private static List<String> addresses(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(GPU);
    return gpus == null ? List.of() : Arrays.asList(gpus.addresses());
  }
}
