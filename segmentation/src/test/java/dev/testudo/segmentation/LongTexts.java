// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Texts that are long where none is, and how long it takes to read them: see segmentation/measure.
 */
public final class LongTexts {
  /** What a text is, and how it is made in a size of characters. */
  static final Map<String, IntFunction<String>> TEXTS = texts();

  private LongTexts() {}

  private static Map<String, IntFunction<String>> texts() {
    Map<String, IntFunction<String>> texts = new LinkedHashMap<>();
    texts.put("one sentence", n -> "and then he went away from there ".repeat(n / 33) + ".");
    texts.put("one word", n -> "It was " + "a".repeat(n) + " here.");
    texts.put("one word in capitals", n -> "It was " + "AB".repeat(n / 2) + " here.");
    texts.put("nested quotations", n -> "“‘".repeat(n / 4) + "x" + "’”".repeat(n / 4));
    texts.put("one number", n -> "It was " + "1".repeat(n) + " here.");
    texts.put("nested parentheses", n -> "(".repeat(n / 2) + "x" + ")".repeat(n / 2));
    texts.put("full stops", n -> "It was" + " .".repeat(n / 2) + " late.");
    texts.put("abbreviations", n -> "Mr. ".repeat(n / 4) + "Hill");
    texts.put("short lines", n -> "Rain\n".repeat(n / 5));
    texts.put("headings", n -> "CHAPTER I\n\nRain.\n\n".repeat(n / 18));
    return texts;
  }

  public static void main(String[] arguments) {
    int size = Integer.parseInt(arguments[0]);
    String wanted = arguments.length > 1 ? arguments[1] : "";
    TEXTS.forEach(
        (name, text) -> {
          if (name.startsWith(wanted)) {
            measure(name, text, size);
          }
        });
  }

  private static void measure(String name, IntFunction<String> text, int size) {
    read(text.apply(Math.min(size, 10_000)));
    for (int part : new int[] {4, 2, 1}) {
      double seconds = read(text.apply(size / part)) / 1e9;
      System.out.printf("%s: %,d characters, %.2f s of one core%n", name, size / part, seconds);
    }
  }

  /** {@return nanoseconds of one core} */
  static long read(String text) {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    HostileInputFuzzer.read("book.txt", text.getBytes(UTF_8));
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }
}
