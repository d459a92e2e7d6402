// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with and what it found, again; and texts that are long where none is. */
class HostileInputsTest {
  /** Characters of the shorter text: long enough for its time to be measured. */
  private static final int SHORT = 10_000;

  static Stream<Path> inputs() throws IOException, URISyntaxException {
    Path folder = Path.of(HostileInputsTest.class.getResource("hostile-inputs").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void readsOrRefusesWhatTheFuzzerTried(Path input) throws IOException {
    byte[] bytes = Files.readAllBytes(input);

    assertTimeoutPreemptively(
        ofSeconds(30), () -> HostileInputFuzzer.fuzzerTestOneInput(bytes), input.toString());
  }

  /** Texts that are long where none is; each as a function of its size. */
  static Stream<Arguments> longTexts() {
    return Stream.of(
        longText("one sentence", n -> "and then he went away from there ".repeat(n / 33) + "."),
        longText("one word", n -> "It was " + "a".repeat(n) + " here."),
        longText("one word in capitals", n -> "It was " + "AB".repeat(n / 2) + " here."),
        longText("nested quotations", n -> "“‘".repeat(n / 4) + "x" + "’”".repeat(n / 4)),
        longText("one number", n -> "It was " + "1".repeat(n) + " here."),
        longText("nested parentheses", n -> "(".repeat(n / 2) + "x" + ")".repeat(n / 2)),
        longText("full stops", n -> "It was" + " .".repeat(n / 2) + " late."),
        longText("abbreviations", n -> "Mr. ".repeat(n / 4) + "Hill"),
        longText("short lines", n -> "Rain\n".repeat(n / 5)),
        longText("headings", n -> "CHAPTER I\n\nRain.\n\n".repeat(n / 18)));
  }

  private static Arguments longText(String what, IntFunction<String> text) {
    return Arguments.of(what, text);
  }

  /** Eight times the text takes about eight times as long; in quadratic time it would be 64. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("longTexts")
  void takesTimeInProportionToTheText(String what, IntFunction<String> text) {
    read(text.apply(SHORT));
    long small = Math.min(read(text.apply(SHORT)), read(text.apply(SHORT)));
    long large = read(text.apply(8 * SHORT));

    assertThat(large).as(what).isLessThan(20 * Math.max(small, 50_000_000));
  }

  @Tag("nightly")
  @Test
  void readsASentenceOfTenMegabytes() {
    assertThat(read("and then he went away from there ".repeat(310_000) + "."))
        .isLessThan(ofMinutes(2).toNanos());
  }

  /** {@return nanoseconds of one core} */
  private static long read(String text) {
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    HostileInputFuzzer.read("book.txt", text.getBytes(UTF_8));
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
  }
}
