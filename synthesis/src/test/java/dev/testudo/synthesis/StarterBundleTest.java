// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterBundleTest {
  private static final String RESOURCES = "/tiny-bundle/";

  @TempDir private Path cache;

  @Test
  void unpacksOnceForAnyNumberOfOpeners() throws IOException {
    List<CompletableFuture<ModelBundle>> openers =
        IntStream.range(0, 4)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> StarterBundle.open(RESOURCES, cache)))
            .toList();
    Path directory = openers.get(0).join().directory();
    assertThat(openers).allMatch(opener -> opener.join().directory().equals(directory));
    Path file = directory.resolve("vocoder.pt");
    FileTime unpacked = Files.getLastModifiedTime(file);
    assertThat(StarterBundle.open(RESOURCES, cache).name()).isEqualTo("tiny");
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(unpacked);
    try (Stream<Path> left = Files.list(cache.resolve("bundles"))) {
      assertThat(left).hasSize(2); // the bundle and its lock file
    }
  }

  @Test
  void unpacksAgainWhatWasDamaged() throws IOException {
    Path directory = StarterBundle.open(RESOURCES, cache).directory();
    Files.writeString(directory.resolve("vocoder.pt"), "damaged");
    assertThat(StarterBundle.open(RESOURCES, cache).directory()).isEqualTo(directory);
    assertThat(Files.size(directory.resolve("vocoder.pt"))).isGreaterThan(1_000);
  }

  @Test
  void saysWhatToDoWhereThereIsNone() {
    assertThatThrownBy(() -> StarterBundle.open("/nowhere/", cache))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot open the starter voice: this distribution lacks /nowhere/bundle.json; name"
                + " another bundle with --model");
  }

  @Test
  void saysWhatToDoWhereTheCacheCannotBeWritten() throws IOException {
    Path file = Files.writeString(cache.resolve("file"), "in the way");
    assertThatThrownBy(() -> StarterBundle.open(RESOURCES, file))
        .isInstanceOf(SynthesisException.class)
        .hasMessageContaining("Cannot unpack the starter voice into " + file)
        .hasMessageContaining("set TESTUDO_CACHE to a directory that can be written");
  }
}
