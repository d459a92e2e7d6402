// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Names the hardware whose kind can change bits: a CPU's instruction set, a GPU's model. */
public final class Hardware {
  private static final String CUDA = "cuda:";
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  private Hardware() {}

  /** {@return such as {@code cpu (AVX512)} or {@code cuda:0 NVIDIA H200}} */
  public static String describe(String device) {
    return device.startsWith(CUDA)
        ? (device + " " + gpu(Integer.parseInt(device.substring(CUDA.length())))).strip()
        : "cpu (" + cpu() + ")";
  }

  /** PyTorch picks its kernels by these, unless the environment says otherwise. */
  private static String cpu() {
    String wish = System.getenv("ATEN_CPU_CAPABILITY");
    if (wish != null && !wish.isEmpty()) {
      return wish.toUpperCase(Locale.ROOT);
    }
    String architecture = System.getProperty("os.arch", "unknown");
    if (!architecture.equals("amd64")) {
      return architecture;
    }
    List<String> flags = List.of(firstValue(CPU, "flags").split(" "));
    if (flags.containsAll(List.of("avx512f", "avx512bw", "avx512vl", "avx512dq", "fma"))) {
      return "AVX512";
    }
    return flags.containsAll(List.of("avx2", "fma")) ? "AVX2" : architecture;
  }

  /** {@return the model of a GPU, or nothing where the driver does not tell} */
  private static String gpu(int index) {
    try (Stream<Path> gpus = Files.isDirectory(GPUS) ? Files.list(GPUS) : Stream.empty()) {
      return gpus.sorted()
          .skip(index)
          .findFirst()
          .map(gpu -> firstValue(gpu.resolve("information"), "Model"))
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** {@return the value of the first {@code key : value} line, or nothing} */
  private static String firstValue(Path file, String key) {
    try (Stream<String> lines = Files.isReadable(file) ? Files.lines(file) : Stream.empty()) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
