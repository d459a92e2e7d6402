// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.tortoise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.testudo.synthesis.Parity;
import dev.testudo.synthesis.Safetensors;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReferenceCodesTest {
  private static final long STOP = 8193;

  @Test
  void framesAndCutsAsTheReferenceDoes() throws IOException {
    Safetensors golden = Safetensors.read(Parity.file("ar-small.safetensors"));
    long[] raw = golden.longs("io/codes_raw");
    long[] spoken = Arrays.stream(raw).takeWhile(code -> code != STOP).toArray();
    long[] framed = ReferenceCodes.framed(spoken, true, raw.length);
    assertThat(framed).isEqualTo(golden.longs("io/codes_fixed"));
    assertThat(ReferenceCodes.kept(framed)).isEqualTo(golden.longs("io/calm_trim_index")[0]);
  }

  @Test
  void leavesWhatDoesNotStopAsItIs() throws IOException {
    Safetensors golden = Safetensors.read(Parity.file("ar-small.safetensors"));
    long[] codes = golden.longs("io/codes_nostop_in");
    assertThat(ReferenceCodes.framed(codes, false, codes.length))
        .isEqualTo(golden.longs("io/codes_nostop_out"));
  }

  @Test
  void losesWhatComesAfterALongPauseAndTheLastCodesOfAFullRow() {
    long[] pause = new long[14];
    Arrays.fill(pause, 2, 11, 83);
    assertThat(ReferenceCodes.kept(pause)).isEqualTo(10);
    pause[5] = 0;
    assertThat(ReferenceCodes.kept(pause)).isEqualTo(14);
    assertThat(ReferenceCodes.framed(new long[] {1, 2, 3, 4}, true, 5))
        .containsExactly(1, 2, 45, 45, 248);
  }
}
