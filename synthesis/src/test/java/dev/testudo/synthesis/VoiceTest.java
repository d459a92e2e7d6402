// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VoiceTest {
  private static final Voice VOICE =
      Voice.of(
          "fern",
          Map.of(
              "timbre",
              new float[] {0.25f, Float.MIN_VALUE},
              "prosody",
              new float[] {1.5f, -2, 0}));

  @Test
  void comesBackFromItsFileAsItWas() throws IOException {
    Voice read = Voice.ofSafetensors("fern", VOICE.toSafetensors(), "fern");
    assertThat(read.digest()).isEqualTo(VOICE.digest());
    assertThat(read.latent("prosody")).containsExactly(1.5f, -2, 0);
    assertThat(read.latent("timbre")).containsExactly(0.25f, Float.MIN_VALUE);
    assertThat(read.latent("pitch")).isEmpty();
  }

  @Test
  void refusesACutFile() {
    byte[] file = VOICE.toSafetensors();
    assertThatThrownBy(
            () -> Voice.ofSafetensors("fern", Arrays.copyOf(file, file.length - 1), "fern"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read \"timbre\" in fern: its bytes are not there");
  }
}
