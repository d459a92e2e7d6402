// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.Parity;
import dev.testudo.synthesis.Safetensors;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    Splice splice = new Splice(3);
    splice.join(new float[] {0, 0, 0, 0}, 0, 1);
    assertThat(splice.join(new float[] {1, 1, 1, 1}, 0, 4)).containsExactly(0, 0.5f, 1, 1);
  }

  @Test
  void fadesOverNoMoreThanThereIs() {
    Splice splice = new Splice(4);
    splice.join(new float[] {0, 0, 0, 0, 0}, 0, 1);
    assertThat(splice.join(new float[] {1, 1}, 0, 2)).containsExactly(0, 1);
    splice.join(new float[] {0, 0}, 0, 1);
    assertThat(splice.join(new float[] {1}, 0, 1)).containsExactly(0.5f);
  }

  @ParameterizedTest
  @CsvSource({"normal, 4", "short_tail, 3"})
  void joinsAsTheReferenceDoes(String name, int chunks) throws IOException {
    Safetensors golden = Safetensors.read(Parity.file("stream-chunks.safetensors"));
    int overlap = (int) golden.longs("io/overlap")[0];
    Splice splice = new Splice(overlap);
    int heard = 0;
    for (int i = 0; i < chunks; i++) {
      float[] soFar = golden.floats("io/" + name + "_wav_" + i);
      float[] joined = splice.join(soFar, heard, soFar.length - overlap);
      assertThat(joined)
          .containsExactly(golden.floats("io/" + name + "_chunk_" + i), within(1e-6f));
      heard = soFar.length - overlap;
    }
  }
}
