package dev.testudo.segmentation;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with and what it found, again; and texts that are long where none is. */
class HostileInputsTest {
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

  @Test
  void takesTimeInProportionToTheText() {
    List<String> texts =
        List.of(
            "and then he went away from there ".repeat(30_000) + ".",
            "It was " + "a".repeat(5_000) + " here.",
            "It was " + "AB".repeat(5_000) + " here.",
            "“‘".repeat(10_000) + "x" + "’”".repeat(10_000),
            "It was " + "1".repeat(50_000) + " here.",
            "(".repeat(10_000) + "x" + ")".repeat(10_000));

    assertTimeoutPreemptively(
        ofSeconds(60),
        () -> {
          for (String text : texts) {
            HostileInputFuzzer.read(
                "book.txt", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          }
        });
    assertThat(texts).hasSize(6);
  }
}
