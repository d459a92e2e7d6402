// SPDX-License-Identifier: Apache-2.0
package dev.testudo.synthesis.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.testudo.synthesis.Waveform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"take.wav", "take.FLAC"})
  void readsBackWhatWasWritten(String name) {
    Waveform take = Signals.quantized(Signals.speechLike(1, 0.9, 12_345, 16_000));
    Path file = folder.resolve(name);

    AudioWriter.write(file, take);

    Waveform read = AudioReader.read(file, 16_000);
    assertThat(read.samples()).containsExactly(take.samples());
    assertThat(read.sampleRateHz()).isEqualTo(16_000);
  }

  @ParameterizedTest
  @CsvSource({"clip.mp3, libmp3lame", "clip.opus, libopus", "clip.m4a, aac", "clip.flac, flac"})
  void readsForeignFormatsAsMono(String name, String codec) {
    Path tone = folder.resolve("tone.wav");
    AudioWriter.write(tone, Signals.sine(440, 0.5, 0, 48_000, 48_000));
    Path stereo = folder.resolve(name);
    Ffmpeg.run(
        "make a clip",
        List.of("-i", tone.toString(), "-ac", "2", "-c:a", codec, stereo.toString()));

    Waveform clip = AudioReader.read(stereo, 24_000);

    assertThat(clip.seconds()).isCloseTo(1, within(0.1));
    assertThat(rms(clip)).isCloseTo(0.5 / Math.sqrt(2), within(0.03));
  }

  @Test
  void writesAHeaderThatFfmpegAgreesWith() throws IOException {
    Path file = folder.resolve("tone.wav");
    AudioWriter.write(file, Signals.sine(440, 0.5, 0, 22_050, 22_050));

    assertThat(Probe.describe(file).at("/streams/0/sample_rate").asInt()).isEqualTo(22_050);
    assertThat(Probe.describe(file).at("/streams/0/duration").asDouble()).isEqualTo(1);
    assertThat(PcmDigest.ofFile(file)).isEqualTo(PcmDigest.of(AudioReader.read(file, 22_050)));
  }

  @Test
  void refusesOtherEndings() {
    assertThatThrownBy(() -> AudioWriter.write(Path.of("x.mp3"), Signals.silence(1, 16_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write \"x.mp3\": the name must end in .wav or .flac");
  }

  @Test
  void saysWhyAClipCannotBeRead() throws IOException {
    Path text = Files.writeString(folder.resolve("clip.wav"), "no audio in here");

    assertThatThrownBy(() -> AudioReader.read(text, 16_000))
        .isInstanceOf(AudioException.class)
        .hasMessageMatching("Cannot read \".*clip.wav\": ffmpeg said \".+\"");
    assertThatThrownBy(() -> AudioReader.read(folder.resolve("none.wav"), 16_000))
        .isInstanceOf(AudioException.class)
        .hasMessageEndingWith("none.wav\": there is no such file");
  }

  @Test
  void refusesToDigestADamagedChapter() throws IOException {
    Path file = folder.resolve("chapter.flac");
    AudioWriter.write(file, Signals.speechLike(1, 0.9, 50_000, 16_000));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file, bytes);

    assertThatThrownBy(() -> PcmDigest.ofFile(file))
        .isInstanceOf(AudioException.class)
        .hasMessageStartingWith("Cannot digest \"");
  }

  private static double rms(Waveform waveform) {
    double sum = 0;
    for (float sample : waveform.samples()) {
      sum += sample * sample;
    }
    return Math.sqrt(sum / waveform.samples().length);
  }
}
