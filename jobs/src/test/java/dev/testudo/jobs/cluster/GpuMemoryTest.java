// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuMemoryTest {
  @ParameterizedTest
  @CsvSource({
    "256, 140000, 126, 256", // all that were wanted
    "256,  24000, 126, 112", // 60 % of 24 GB, in steps of 8
    "256,   8000, 126,  32",
    "256,    500, 126,   4", // never fewer than are always computed
    "256,    500,   0, 256", // a model that needs no memory
  })
  void slotsFitTheFreeMemory(int wanted, long freeMegabytes, long slotMegabytes, int slots) {
    assertThat(GpuMemory.slots(wanted, freeMegabytes * 1_000_000, slotMegabytes * 1_000_000))
        .isEqualTo(slots);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 140000, 126, 16",
    "16,  24000, 126,  1", // 16 GB beside the slots are not there
    "16,   8000,  10, 16",
    "16,    500,   0, 16",
    " 1,    500, 126,  1",
  })
  void rowsFitBesideTheSlots(int wanted, long freeMegabytes, long slotMegabytes, int rows) {
    assertThat(GpuMemory.rows(wanted, freeMegabytes * 1_000_000, slotMegabytes * 1_000_000))
        .isEqualTo(rows);
  }
}
