package dev.testudo.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceMarksTest {
  @TempDir private Path folder;

  @Test
  void remembersWhyADeviceIsNotToBeUsedUntilCleared() {
    DeviceMarks marks = new DeviceMarks(folder.resolve("marks"));
    assertThat(marks.list()).isEmpty();
    marks.mark("GPU-12ab", "Cannot go on: uncorrectable ECC error");

    assertThat(new DeviceMarks(folder.resolve("marks")).reason("GPU-12ab"))
        .contains("Cannot go on: uncorrectable ECC error");
    assertThat(marks.reason("GPU-12")).isEmpty();
    marks.clear();
    assertThat(marks.list()).isEmpty();
  }

  @Test
  void takesTheAddressWhereNoDriverCanBeAsked() {
    assertThat(DeviceMarks.deviceAt("93")).isEqualTo("gpu-93");
  }
}
