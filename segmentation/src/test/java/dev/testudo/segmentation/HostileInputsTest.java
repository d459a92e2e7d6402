// SPDX-License-Identifier: Apache-2.0
package dev.testudo.segmentation;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
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

  static Stream<Arguments> longTexts() {
    return LongTexts.TEXTS.entrySet().stream()
        .map(text -> Arguments.of(text.getKey(), text.getValue()));
  }

  /** Eight times the text takes about eight times as long; in quadratic time it would be 64. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("longTexts")
  void takesTimeInProportionToTheText(String what, IntFunction<String> text) {
    LongTexts.read(text.apply(SHORT));
    long small = Math.min(LongTexts.read(text.apply(SHORT)), LongTexts.read(text.apply(SHORT)));
    long large = LongTexts.read(text.apply(8 * SHORT));

    assertThat(large).as(what).isLessThan(20 * Math.max(small, 50_000_000));
  }

  @Tag("nightly")
  @Test
  void readsASentenceOfTenMegabytes() {
    assertThat(LongTexts.read("and then he went away from there ".repeat(310_000) + "."))
        .isLessThan(ofMinutes(2).toNanos());
  }
}
