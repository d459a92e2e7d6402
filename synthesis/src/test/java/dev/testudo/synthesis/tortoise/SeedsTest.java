package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void areTheFirstEightBytesOfTheDigest() {
    // printf 'abc/0/vocoder' | sha256sum
    assertThat(Long.toHexString(Seeds.of("abc", 0, Seeds.VOCODER))).isEqualTo("95c52809dd4bac86");
  }

  @Test
  void differByKeyAttemptAndStage() {
    assertThat(
            new long[] {
              Seeds.of("a", 0, Seeds.VOCODER),
              Seeds.of("b", 0, Seeds.VOCODER),
              Seeds.of("a", 1, Seeds.VOCODER),
              Seeds.of("a", 0, Seeds.DIFFUSION),
              Seeds.of("a", 0, Seeds.AUTOREGRESSIVE),
            })
        .doesNotHaveDuplicates();
  }
}
