// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceClipTest {
  private static final int RATE = 16_000;

  @TempDir private Path folder;

  /** Silence, then a tone, then silence. */
  private Path clip(double before, double sounding, double after, double level) {
    float[] samples = new float[(int) ((before + sounding + after) * RATE)];
    int from = (int) (before * RATE);
    for (int i = from; i < from + (int) (sounding * RATE); i++) {
      samples[i] = (float) (level * Math.sin(2 * Math.PI * 200 * i / RATE));
    }
    Path file = folder.resolve("clip.wav");
    AudioWriter.write(file, new Waveform(samples, RATE));
    return file;
  }

  @Test
  void cutsSilenceAtBothEnds() {
    ReferenceClip clip = ReferenceClip.read(clip(1, 2, 3, 0.3), RATE);
    assertThat(clip.file()).isEqualTo("clip.wav");
    assertThat(clip.sha256()).matches("[0-9a-f]{64}");
    assertThat(clip.waveform().seconds()).isCloseTo(2.2, within(0.05));
  }

  @Test
  void resamplesToTheModelsRate() {
    Waveform heard = ReferenceClip.read(clip(0, 2, 0, 0.3), 24_000).waveform();
    assertThat(heard.sampleRateHz()).isEqualTo(24_000);
    assertThat(heard.seconds()).isCloseTo(2, within(0.05));
  }

  @Test
  void refusesASilentClip() {
    Path file = clip(1, 2, 1, 0.0005);
    assertThatThrownBy(() -> ReferenceClip.read(file, RATE))
        .isInstanceOf(AudioException.class)
        .hasMessage("Cannot use clip \"" + file + "\": it is silent");
  }

  @Test
  void refusesTooLittleSoundHoweverLongTheClip() {
    Path file = clip(3, 0.6, 3, 0.3);
    assertThatThrownBy(() -> ReferenceClip.read(file, RATE))
        .hasMessage(
            "Cannot use clip \""
                + file
                + "\": it holds 0.6 s of sound where at least 1 s is needed; about 6 s of speech are"
                + " best");
  }

  @Test
  void refusesWhatIsNoAudio() throws IOException {
    Path file = Files.writeString(folder.resolve("clip.mp3"), "These are only words.");
    assertThatThrownBy(() -> ReferenceClip.read(file, RATE))
        .isInstanceOf(AudioException.class)
        .hasMessageStartingWith("Cannot read \"" + file + "\": ");
    assertThatThrownBy(() -> ReferenceClip.read(folder.resolve("none.wav"), RATE))
        .hasMessageEndingWith("there is no such file");
  }
}
