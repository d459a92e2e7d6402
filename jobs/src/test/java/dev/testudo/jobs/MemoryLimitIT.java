// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.testudo.jobs.config.ConfFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory that {@code conf/spark-defaults.conf} asks YARN and Kubernetes for is enough for an
 * executor with the starter voice: the kernel kills what needs more, as it does in a container.
 */
class MemoryLimitIT {
  private static final int KILLED = 137;

  @TempDir private Path folder;

  @Test
  void heapAndOverheadHoldARunAndHalfAGigabyteDoesNot() throws IOException, InterruptedException {
    Map<String, String> conf = ConfFiles.properties(ConfFiles.SPARK_DEFAULTS).orElseThrow();
    long heap = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory"));
    long overhead = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memoryOverhead"));

    ChildProcess within = render("within", heap, heap + overhead);
    assertThat(within.exitCode()).as(within.err()).isZero();
    assertThat(within.out()).contains("Published book");
    ChildProcess beyond = render("beyond", heap, 512L << 20);
    assertThat(beyond.exitCode()).as(beyond.err()).isEqualTo(KILLED);
  }

  private ChildProcess render(String name, long heap, long limit)
      throws IOException, InterruptedException {
    Path manuscript = Manuscripts.numbered(folder, 2, 2);
    List<String> command = new ArrayList<>();
    try (MemoryGroup group = MemoryGroup.of(name, limit)) {
      // The shell joins the group and becomes the launcher, which becomes the JVM.
      command.addAll(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"", group.members()));
      command.add(Path.of("../testudo").toAbsolutePath().normalize().toString());
      command.addAll(List.of("render", manuscript.toString(), "--book", "book"));
      command.addAll(List.of("--library", folder.resolve(name).toString()));
      ChildProcess run =
          ChildProcess.of(
              folder, folder, command, Map.of("TESTUDO_JAVA_OPTS", "-Xmx" + (heap >> 20) + "m"));
      System.err.printf(
          "Memory: exit code %d, at most %d of %d MiB in use%n",
          run.exitCode(), group.peakBytes() >> 20, limit >> 20);
      return run;
    }
  }

  /** A control group of the kernel, as containers have one. */
  private record MemoryGroup(Path folder, String peak) implements AutoCloseable {
    static MemoryGroup of(String name, long limit) throws IOException {
      Path root = Path.of("/sys/fs/cgroup");
      boolean unified = Files.exists(root.resolve("cgroup.controllers"));
      Path parent = unified ? root : root.resolve("memory");
      assumeTrue(Files.isWritable(parent), "this user may make a control group");
      Path folder = Files.createDirectory(parent.resolve("testudo-" + name + "-" + pid()));
      MemoryGroup group =
          new MemoryGroup(folder, unified ? "memory.peak" : "memory.max_usage_in_bytes");
      Path limits = folder.resolve(unified ? "memory.max" : "memory.limit_in_bytes");
      if (!Files.exists(limits)) {
        group.close();
      }
      assumeTrue(Files.exists(limits), "control groups bound memory here");
      Files.writeString(limits, Long.toString(limit));
      return group;
    }

    private static long pid() {
      return ProcessHandle.current().pid();
    }

    String members() {
      return folder.resolve("cgroup.procs").toString();
    }

    /** {@return 0 on kernels that do not say} */
    long peakBytes() throws IOException {
      if (!Files.exists(folder.resolve(peak))) {
        return 0;
      }
      return Long.parseLong(Files.readString(folder.resolve(peak)).strip());
    }

    @Override
    public void close() throws IOException {
      Files.delete(folder);
    }
  }
}
