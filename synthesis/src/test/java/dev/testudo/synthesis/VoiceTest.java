package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VoiceTest {
  private static final Voice VOICE =
      Voice.of("fern", new float[] {1.5f, -2, 0}, new float[] {0.25f, Float.MIN_VALUE});

  @Test
  void comesBackFromItsFileAsItWas() throws IOException {
    Voice read = Voice.ofSafetensors("fern", VOICE.toSafetensors(), "fern");
    assertThat(read.digest()).isEqualTo(VOICE.digest());
    assertThat(read.autoregressive()).containsExactly(VOICE.autoregressive());
    assertThat(read.diffusion()).containsExactly(VOICE.diffusion());
  }

  @Test
  void refusesACutFile() {
    byte[] file = VOICE.toSafetensors();
    assertThatThrownBy(
            () -> Voice.ofSafetensors("fern", Arrays.copyOf(file, file.length - 1), "fern"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read \"diffusion\" in fern: its bytes are not there");
  }
}
