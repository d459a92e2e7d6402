// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  private static final String HEADER =
      """
      {"__metadata__": {"made": "by hand"},
       "x": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
       "n": {"dtype": "I64", "shape": [], "data_offsets": [8, 16]}}""";

  @TempDir private Path directory;

  @Test
  void readsTensorsByName() throws IOException {
    Safetensors tensors = Safetensors.read(file(HEADER, 16));
    assertThat(tensors.names()).containsExactly("x", "n");
    assertThat(tensors.shape("x")).containsExactly(2L, 1L);
    assertThat(tensors.floats("x")).containsExactly(1.5f, -2f);
    assertThat(tensors.longs("n")).containsExactly(1L << 40);
  }

  @Test
  void refusesAWrongTypeOrName() throws IOException {
    Path file = file(HEADER, 16);
    Safetensors tensors = Safetensors.read(file);
    assertThatThrownBy(() -> tensors.floats("n"))
        .hasMessage("Cannot read \"n\" in " + file + " as F32: it is I64");
    assertThatThrownBy(() -> tensors.floats("y"))
        .hasMessage("Cannot read \"y\" in " + file + ": it has only [x, n]");
  }

  @Test
  void refusesWhatIsCutOff() throws IOException {
    Path file = file(HEADER, 12);
    assertThatThrownBy(() -> Safetensors.read(file))
        .hasMessage("Cannot read \"n\" in " + file + ": its bytes are not there");
    Files.write(file, new byte[] {9, 0, 0});
    assertThatThrownBy(() -> Safetensors.read(file))
        .hasMessage("Cannot read " + file + ": it is not a safetensors file, or it is cut off");
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).putFloat(1.5f).putFloat(-2f).putLong(1L << 40);
    bytes.flip().limit(8 + json.length + dataBytes);
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    return Files.write(directory.resolve("some.safetensors"), content);
  }
}
