// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.jobs.cluster.DeviceMarks.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DeviceMarksTest {
  @TempDir private Path folder;

  @Test
  void remembersWhyADeviceIsNotToBeUsedUntilCleared() {
    DeviceMarks marks = new DeviceMarks(folder.resolve("marks"));
    assertThat(marks.list()).isEmpty();
    marks.mark("GPU-12ab", "Unexpected error: uncorrectable ECC error");

    assertThat(new DeviceMarks(folder.resolve("marks")).reason("GPU-12ab"))
        .contains("Unexpected error: uncorrectable ECC error");
    assertThat(marks.reason("GPU-12")).isEmpty();
    marks.clear();
    assertThat(marks.list()).isEmpty();
  }

  @Test
  void believesAFolderOfItsOwnOnlyAndFollowsNoLink() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(folder.resolve("marks"), elsewhere);
    DeviceMarks marks = new DeviceMarks(link, Trust.OWN);
    Files.writeString(elsewhere.resolve("GPU-12ab"), "a lie");

    assertThat(marks.reason("GPU-12ab")).isEmpty();
    assertThat(marks.list()).isEmpty();
    assertThatThrownBy(() -> marks.mark("GPU-34cd", "lost"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("it is no folder of this user's; name one by TESTUDO_DEVICE_MARKS");

    DeviceMarks own = new DeviceMarks(folder.resolve("own"), Trust.OWN);
    own.mark("GPU-34cd", "lost");
    assertThat(own.reason("GPU-34cd")).contains("lost");
  }

  @Test
  void writesNoMarkThroughALink() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path marks = Files.createDirectory(folder.resolve("marks"));
    Files.createSymbolicLink(marks.resolve("GPU-12ab"), victim);

    new DeviceMarks(marks).mark("GPU-12ab", "lost");

    assertThat(victim).hasContent("precious");
    assertThat(new DeviceMarks(marks).reason("GPU-12ab")).contains("lost");
  }

  @Test
  @Timeout(60)
  void doesNotWaitForACommandThatHangsWithItsOutputOpen() {
    List<String> hanging = List.of("sh", "-c", "echo GPU-; exec sleep 600");
    assertThat(DeviceMarks.deviceAt("93", hanging, Duration.ofMillis(300))).isEqualTo("gpu-93");
  }

  @Test
  void takesTheAnswerOfADriver() {
    assertThat(DeviceMarks.deviceAt("93", List.of("echo", "GPU-12ab"), Duration.ofSeconds(30)))
        .isEqualTo("GPU-12ab");
  }

  @Test
  void takesTheAddressWhereNoDriverCanBeAsked() {
    assertThat(DeviceMarks.deviceAt("93")).isEqualTo("gpu-93");
  }
}
