package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpliceTest {
  @Test
  void joinsWindowsOfOneWaveformWithoutATrace() {
    float[] whole = {1, 2, 3, 4, 5, 6, 7, 8};
    Splice splice = new Splice(2);
    assertThat(splice.join(new float[] {1, 2, 3, 4, 5}, 0, 3)).containsExactly(1, 2, 3);
    assertThat(splice.join(new float[] {3, 4, 5, 6, 7, 8}, 1, 6))
        .containsExactly(whole[3], whole[4], whole[5], whole[6], whole[7]);
  }

  @Test
  void goesGraduallyFromOneWindowToTheNext() {
    Splice splice = new Splice(2);
    splice.join(new float[] {0, 0, 0}, 0, 1);
    assertThat(splice.join(new float[] {1, 1, 1}, 0, 3)).containsExactly(0.25f, 0.75f, 1);
  }

  @Test
  void fadesOverNoMoreThanThereIs() {
    Splice splice = new Splice(4);
    splice.join(new float[] {0, 0, 0, 0, 0}, 0, 1);
    assertThat(splice.join(new float[] {1, 1}, 0, 2)).containsExactly(0.25f, 0.75f);
  }
}
