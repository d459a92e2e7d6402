// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.torch;

import dev.testudo.synthesis.SynthesisException;
import dev.testudo.synthesis.SynthesisException.Category;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells by its message what kind of failure the inference library met. */
public final class TorchFailures {
  private static final List<String> OUT_OF_MEMORY =
      List.of(
          "out of memory",
          "not enough memory",
          "can't allocate memory",
          "alloc_failed",
          "allocation_failed");

  /** After any of these the CUDA context is lost, and with it all that the process has on it. */
  private static final List<String> DEVICE =
      List.of(
          "cuda error",
          "cuda driver error",
          "cublas_status",
          "cudnn error",
          "cudnn_status",
          "device-side assert",
          "uncorrectable ecc");

  private static final Pattern FRAMES =
      Pattern.compile("(?s)\\n?Exception raised from .*|\\nframe #0:.*");

  private static final Pattern REASON = Pattern.compile("^\\s*(?:\\w+Error|CUDA error): ");

  private TorchFailures() {}

  public static SynthesisException of(Throwable error) {
    if (error instanceof SynthesisException known) {
      return known;
    }
    String message = String.valueOf(error.getMessage());
    String sentence = "Synthesis failed: " + reason(message);
    return new SynthesisException(category(error, message), sentence, error);
  }

  private static Category category(Throwable error, String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    if (error instanceof OutOfMemoryError || OUT_OF_MEMORY.stream().anyMatch(lower::contains)) {
      return Category.OUT_OF_MEMORY;
    }
    return DEVICE.stream().anyMatch(lower::contains) ? Category.DEVICE : Category.MODEL;
  }

  public static boolean isOutOfMemory(Throwable error) {
    return of(error).category() == Category.OUT_OF_MEMORY;
  }

  /**
   * TorchScript puts a traceback first and the reason last; C++ puts its frames last, and CUDA its
   * advice.
   */
  private static String reason(String message) {
    List<String> lines = FRAMES.matcher(message).replaceFirst("").strip().lines().toList();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    return lines.stream()
        .filter(line -> REASON.matcher(line).find())
        .reduce((earlier, later) -> later)
        .orElse(last)
        .strip();
  }
}
