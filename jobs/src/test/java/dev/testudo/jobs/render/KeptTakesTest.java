// SPDX-License-Identifier: Apache-2.0
package dev.testudo.jobs.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptTakesTest {
  @Test
  void addsUpTheLastReportOfEachBook() {
    KeptTakes kept = new KeptTakes();
    assertThat(kept.sentence()).isEqualTo("Stopped: run the same command again to continue.");
    kept.report("a", 3, 10);
    kept.report("a", 5, 10);
    kept.report("b", 0, 7);
    assertThat(kept.sentence())
        .isEqualTo("Stopped: 5 of 17 utterances are kept; run the same command again to continue.");
  }
}
