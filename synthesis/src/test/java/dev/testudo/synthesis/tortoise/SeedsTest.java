// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void areTheFirstEightBytesOfTheDigest() {
    // printf 'abc/0/vocoder' | sha256sum
    assertThat(Long.toHexString(Seeds.of("abc", 0, Stages.VOCODER))).isEqualTo("95c52809dd4bac86");
  }

  @Test
  void differByKeyAttemptAndStage() {
    assertThat(
            new long[] {
              Seeds.of("a", 0, Stages.VOCODER),
              Seeds.of("b", 0, Stages.VOCODER),
              Seeds.of("a", 1, Stages.VOCODER),
              Seeds.of("a", 0, Stages.DIFFUSION),
              Seeds.of("a", 0, Stages.AUTOREGRESSIVE),
            })
        .doesNotHaveDuplicates();
  }
}
