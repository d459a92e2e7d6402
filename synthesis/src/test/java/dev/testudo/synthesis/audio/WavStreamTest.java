// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.testudo.synthesis.Waveform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavStreamTest {
  private static final Waveform FIRST = new Waveform(new float[] {0, 0.5f, -0.5f}, 16_000);
  private static final Waveform SECOND = new Waveform(new float[] {0.25f}, 16_000);

  @TempDir private Path folder;

  @Test
  void endsAsTheFileThatWouldHaveBeenWrittenAtOnce() throws IOException {
    Path streamed = folder.resolve("streamed.wav");
    try (WavStream stream = WavStream.create(streamed, 16_000)) {
      stream.write(FIRST);
      stream.write(SECOND);
    }
    Path whole = folder.resolve("whole.wav");
    AudioWriter.write(whole, new Waveform(new float[] {0, 0.5f, -0.5f, 0.25f}, 16_000));
    assertThat(streamed).hasSameBinaryContentAs(whole);
  }

  @Test
  void handsEveryChunkOnAtOnce() throws IOException {
    Path file = folder.resolve("live.wav");
    try (WavStream stream = WavStream.create(file, 16_000)) {
      stream.write(FIRST);
      assertThat(Files.size(file)).isEqualTo(44 + 6);
      assertThat(AudioReader.read(file, 16_000).samples()).hasSize(3);
    }
  }

  @Test
  void promisesTheLargestLengthWhereItCannotBePutRight() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WavStream stream = WavStream.over(out, 16_000)) {
      stream.write(FIRST);
    }
    byte[] bytes = out.toByteArray();
    assertThat(bytes).hasSize(44 + 6);
    assertThat(Arrays.copyOfRange(bytes, 4, 8)).containsExactly(0xF7, 0xFF, 0xFF, 0xFF);
  }

  @Test
  void refusesAnotherRate() {
    try (WavStream stream = WavStream.over(new ByteArrayOutputStream(), 8_000)) {
      assertThatThrownBy(() -> stream.write(FIRST))
          .hasMessage("Cannot append 16000 samples per second to 8000");
    }
  }
}
