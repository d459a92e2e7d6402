// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the driver's own program says of the GPUs of this machine. */
public final class NvidiaSmi {
  private static final Duration ASKING = Duration.ofSeconds(20);
  private static final String FIELDS = "name,driver_version,compute_cap,memory.total,memory.free";

  private NvidiaSmi() {}

  /**
   * One GPU.
   *
   * @param capability of its architecture, such as 9.0
   */
  public record Gpu(
      String name, String driver, double capability, long memoryBytes, long freeBytes) {}

  /** {@return the GPUs in the driver's order; none where there is no driver, or it hangs} */
  public static List<Gpu> gpus() {
    return ask(List.of("--query-gpu=" + FIELDS, "--format=csv,noheader,nounits"))
        .map(NvidiaSmi::parse)
        .orElse(List.of());
  }

  static List<Gpu> parse(String csv) {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : csv.lines().toList()) {
      String[] parts = Arrays.stream(line.split(",", -1)).map(String::strip).toArray(String[]::new);
      try {
        gpus.add(
            new Gpu(
                parts[0],
                parts[1],
                Double.parseDouble(parts[2]),
                Long.parseLong(parts[3]) << 20,
                Long.parseLong(parts[4]) << 20));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        return List.of(); // A driver that cannot say it, such as one that has failed.
      }
    }
    return gpus;
  }

  private static Optional<String> ask(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("testudo.nvidiaSmi", "nvidia-smi"));
    command.addAll(arguments);
    return output(command, ASKING);
  }

  /**
   * {@return what a command prints, unless it fails or takes longer} It may hang for ever, as it
   * does with some of the faults of a device.
   */
  public static Optional<String> output(List<String> command, Duration limit) {
    try {
      Process asked =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> read(asked));
      try {
        String text = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).strip();
        boolean ended = asked.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        return ended && asked.exitValue() == 0 ? Optional.of(text) : Optional.empty();
      } finally {
        asked.destroyForcibly();
      }
    } catch (IOException | TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
